use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use slipway_core::api::{Cluster, ImageView, InstanceView, Live};
use tokio::sync::watch;

use super::message::{self, Message, Position};
use super::ring::Ring;

/// How long a new client waits for the first full picture before it gets an empty one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was last said about everything.
///
/// Nothing is kept for a client but the number of its last message: it asks for the [`next`](Hub::next) one when it can
/// take it. One that falls behind what the ring remembers gets everything anew.
pub struct Hub {
    /// Differs between runs of the server, whose numbers begin anew.
    epoch: String,
    said: Mutex<Said>,
    /// The number of the last message.
    news: watch::Sender<u64>,
    ready: watch::Sender<bool>,
    /// Held by who writes a snapshot; the others wait for that one.
    writing: tokio::sync::Mutex<()>,
}

/// What comes after a client's last message.
enum Next {
    Nothing,
    Message(Message),
    /// Everything, of which nothing is written yet that would still do.
    Everything,
}

/// Everything there is to say, with the number of the last message about it.
struct Everything {
    last: u64,
    cluster: Cluster,
    images: Vec<Arc<str>>,
    instances: Vec<Arc<str>>,
}

struct Said {
    last: u64,
    ring: Ring,
    cluster: Cluster,
    /// Views as they were written, by name.
    images: BTreeMap<String, Arc<str>>,
    /// The same, with the name of the image.
    instances: BTreeMap<String, (String, Arc<str>)>,
    snapshot: Option<Message>,
}

impl Hub {
    /// Nothing said yet.
    #[must_use]
    pub fn new(cluster: Cluster) -> Self {
        let said = Said {
            last: 0,
            ring: Ring::default(),
            cluster,
            images: BTreeMap::new(),
            instances: BTreeMap::new(),
            snapshot: None,
        };
        Self {
            epoch: uuid::Uuid::new_v4().simple().to_string(),
            said: Mutex::new(said),
            news: watch::Sender::new(0),
            ready: watch::Sender::new(false),
            writing: tokio::sync::Mutex::new(()),
        }
    }

    /// Returns when the first full picture is complete, or takes too long.
    pub async fn wait(&self) {
        // An empty list would be a lie while the first listing is under way.
        let _ = tokio::time::timeout(PATIENCE, self.ready.subscribe().wait_for(|ready| *ready)).await;
    }

    /// The number of a client's last message, when `position` is one of this run.
    #[must_use]
    pub fn number(&self, position: &Position) -> Option<u64> {
        (position.epoch == self.epoch).then_some(position.id)
    }

    /// What a client gets whose last message was number `last`: the one after it, a snapshot when that one is no longer
    /// known or there was none, or nothing yet.
    pub async fn next(&self, last: Option<u64>) -> Option<Message> {
        let next = self.lock().next(last);
        match next {
            Next::Nothing => None,
            Next::Message(message) => Some(message),
            Next::Everything => self.everything(last).await,
        }
    }

    async fn everything(&self, last: Option<u64>) -> Option<Message> {
        let _writing = self.writing.lock().await;
        // Somebody may have written it meanwhile.
        let next = self.lock().next(last);
        match next {
            Next::Nothing => None,
            Next::Message(message) => Some(message),
            Next::Everything => self.write().await,
        }
    }

    /// Writes a snapshot, with which the ring goes on: on a thread of its own and without keeping anybody from saying or
    /// reading something, for thousands of views come to megabytes.
    async fn write(&self) -> Option<Message> {
        let (everything, epoch) = (self.lock().everything(), self.epoch.clone());
        let written = tokio::task::spawn_blocking(move || everything.write(&epoch)).await;
        let message =
            written.inspect_err(|error| tracing::error!(%error, "a snapshot was not written")).ok()?;
        self.lock().snapshot = Some(message.clone());
        Some(message)
    }

    /// Tells of every new message.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// The first full picture is complete.
    pub fn set_ready(&self) {
        self.ready.send_replace(true);
    }

    /// Says what the cluster is, when that is news.
    pub fn cluster(&self, cluster: Cluster) {
        let mut said = self.lock();
        if said.cluster != cluster {
            let json = json(&Live::Cluster(Box::new(cluster.clone())));
            said.cluster = cluster;
            self.say(&mut said, &json);
        }
    }

    /// Says what an image is, when that is news.
    pub fn image(&self, name: &str, view: Option<ImageView>) {
        let view = view.map(|view| Arc::from(json(&view)));
        let mut said = self.lock();
        match view {
            Some(view) if said.images.get(name) != Some(&view) => {
                self.say(&mut said, &message::tagged("image", &view));
                said.images.insert(name.to_owned(), view);
            }
            None if said.images.remove(name).is_some() => {
                self.say(&mut said, &json(&Live::ImageGone { name: name.to_owned() }));
            }
            Some(_) | None => {}
        }
    }

    /// Says what an instance is, when that is news. The images whose users changed thereby.
    pub fn instance(&self, name: &str, view: Option<InstanceView>) -> Vec<String> {
        let view = view.map(|view| (view.image_name.clone(), Arc::from(json(&view))));
        let after = view.as_ref().map(|(image, _)| image.clone());
        let mut said = self.lock();
        let before = said.instances.get(name).map(|(image, _)| image.clone());
        match view {
            Some(view) if said.instances.get(name) != Some(&view) => {
                self.say(&mut said, &message::tagged("instance", &view.1));
                said.instances.insert(name.to_owned(), view);
            }
            None if said.instances.remove(name).is_some() => {
                self.say(&mut said, &json(&Live::InstanceGone { name: name.to_owned() }));
            }
            Some(_) | None => {}
        }
        if before == after { Vec::new() } else { before.into_iter().chain(after).collect() }
    }

    /// Under the lock, so that messages have the order of their numbers.
    fn say(&self, said: &mut Said, json: &str) {
        said.last += 1;
        said.ring.push(Message::new(&self.epoch, said.last, json));
        self.news.send_replace(said.last);
    }

    fn lock(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Said {
    fn next(&self, last: Option<u64>) -> Next {
        if last == Some(self.last) {
            return Next::Nothing;
        }
        let known = last.and_then(|last| self.ring.after(last)).or_else(|| self.known());
        known.map_or(Next::Everything, Next::Message)
    }

    /// The last snapshot, which serves until what followed amounts to as much: clients that do not read each keep the one
    /// they got, and a new one for every change would come to many.
    fn known(&self) -> Option<Message> {
        let known = self.snapshot.as_ref()?;
        let followed = if known.id == self.last { Some(0) } else { self.ring.size_after(known.id) };
        followed.is_some_and(|size| size <= known.frame.len()).then(|| known.clone())
    }

    fn everything(&self) -> Everything {
        Everything {
            last: self.last,
            cluster: self.cluster.clone(),
            images: self.images.values().cloned().collect(),
            instances: self.instances.values().map(|(_, view)| view.clone()).collect(),
        }
    }
}

impl Everything {
    fn write(&self, epoch: &str) -> Message {
        message::snapshot(epoch, self.last, &json(&self.cluster), &self.images, &self.instances)
    }
}

fn json(value: &impl Serialize) -> String {
    // Strings and numbers only: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
