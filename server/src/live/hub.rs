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
    #[must_use]
    pub fn next(&self, last: Option<u64>) -> Option<Message> {
        let mut said = self.lock();
        match last {
            Some(last) if last == said.last => None,
            Some(last) => Some(said.ring.after(last).unwrap_or_else(|| said.snapshot(&self.epoch))),
            None => Some(said.snapshot(&self.epoch)),
        }
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
    /// A snapshot, with which the ring goes on.
    ///
    /// The last one serves until what followed amounts to as much: clients that do not read each keep the one they got,
    /// and a new one for every change would come to many.
    fn snapshot(&mut self, epoch: &str) -> Message {
        let goes_on = |known: &&Message| {
            let followed = if known.id == self.last { Some(0) } else { self.ring.size_after(known.id) };
            followed.is_some_and(|size| size <= known.frame.len())
        };
        if let Some(known) = self.snapshot.as_ref().filter(goes_on) {
            return known.clone();
        }
        let images = self.images.values().map(AsRef::as_ref);
        let instances = self.instances.values().map(|(_, view)| view.as_ref());
        let json = message::snapshot(&json(&self.cluster), images, instances);
        let message = Message::new(epoch, self.last, &json);
        self.snapshot = Some(message.clone());
        message
    }
}

fn json(value: &impl Serialize) -> String {
    // Strings and numbers only: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
