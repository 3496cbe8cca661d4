use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use slipway_core::api::{Cluster, ImageView, InstanceView, Live, Snapshot};
use tokio::sync::{broadcast, watch};

/// Messages a client may have missed and still resume.
const RING: usize = 1024;

/// How long a new client waits for the first full picture before it gets an empty one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was last said about everything, and to whom.
pub struct Hub {
    /// Differs between runs of the server, whose numbers begin anew.
    epoch: String,
    said: Mutex<Said>,
    sender: broadcast::Sender<Message>,
    ready: watch::Sender<bool>,
}

/// One message of the stream.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number.
    pub id: u64,
    /// A [`Live`] as JSON.
    pub json: Arc<str>,
}

/// Where a client was: the value of `Last-Event-ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    epoch: String,
    id: u64,
}

/// What a client gets.
pub struct Subscription {
    /// At once: a snapshot, or what it missed.
    pub first: Vec<Message>,
    /// From then on.
    pub rest: broadcast::Receiver<Message>,
}

struct Said {
    last: u64,
    ring: VecDeque<Message>,
    cluster: Cluster,
    images: BTreeMap<String, ImageView>,
    instances: BTreeMap<String, InstanceView>,
    /// The snapshot after message `last`, when somebody asked for it.
    snapshot: Option<Message>,
}

impl Position {
    /// Reads `<epoch>-<number>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, id) = text.rsplit_once('-')?;
        Some(Self { epoch: epoch.to_owned(), id: id.parse().ok()? })
    }
}

impl Hub {
    /// Nothing said yet.
    #[must_use]
    pub fn new(cluster: Cluster) -> Self {
        let said = Said {
            last: 0,
            ring: VecDeque::new(),
            cluster,
            images: BTreeMap::new(),
            instances: BTreeMap::new(),
            snapshot: None,
        };
        Self {
            epoch: uuid::Uuid::new_v4().simple().to_string(),
            said: Mutex::new(said),
            sender: broadcast::channel(RING).0,
            ready: watch::Sender::new(false),
        }
    }

    /// The `id` field of a message.
    #[must_use]
    pub fn id(&self, message: &Message) -> String {
        format!("{}-{}", self.epoch, message.id)
    }

    /// What a client that was at `position` gets.
    pub async fn subscribe(&self, position: Option<&Position>) -> Subscription {
        // An empty list would be a lie while the first listing is under way.
        let _ = tokio::time::timeout(PATIENCE, self.ready.subscribe().wait_for(|ready| *ready)).await;
        let mut said = self.lock();
        let missed = position
            .filter(|position| position.epoch == self.epoch)
            .and_then(|position| said.after(position.id));
        let first = missed.unwrap_or_else(|| vec![said.snapshot()]);
        Subscription { first, rest: self.sender.subscribe() }
    }

    /// Everything as it is now, for a client that fell behind.
    #[must_use]
    pub fn snapshot(&self) -> Message {
        self.lock().snapshot()
    }

    /// The first full picture is complete.
    pub fn set_ready(&self) {
        self.ready.send_replace(true);
    }

    /// The names of everything said to exist, images first.
    #[must_use]
    pub fn names(&self) -> (Vec<String>, Vec<String>) {
        let said = self.lock();
        (said.images.keys().cloned().collect(), said.instances.keys().cloned().collect())
    }

    /// Says what the cluster is, when that is news.
    pub fn cluster(&self, cluster: Cluster) {
        let mut said = self.lock();
        if said.cluster != cluster {
            said.cluster = cluster.clone();
            self.say(&mut said, &Live::Cluster(Box::new(cluster)));
        }
    }

    /// Says what an image is, when that is news.
    pub fn image(&self, name: &str, view: Option<ImageView>) {
        let mut said = self.lock();
        match view {
            Some(view) if said.images.get(name) != Some(&view) => {
                said.images.insert(name.to_owned(), view.clone());
                self.say(&mut said, &Live::Image(Box::new(view)));
            }
            None if said.images.remove(name).is_some() => {
                self.say(&mut said, &Live::ImageGone { name: name.to_owned() });
            }
            Some(_) | None => {}
        }
    }

    /// Says what an instance is, when that is news. The images whose users changed thereby.
    pub fn instance(&self, name: &str, view: Option<InstanceView>) -> Vec<String> {
        let mut said = self.lock();
        let before = said.instances.get(name).map(|view| view.image_name.clone());
        let after = view.as_ref().map(|view| view.image_name.clone());
        match view {
            Some(view) if said.instances.get(name) != Some(&view) => {
                said.instances.insert(name.to_owned(), view.clone());
                self.say(&mut said, &Live::Instance(Box::new(view)));
            }
            None if said.instances.remove(name).is_some() => {
                self.say(&mut said, &Live::InstanceGone { name: name.to_owned() });
            }
            Some(_) | None => {}
        }
        if before == after { Vec::new() } else { before.into_iter().chain(after).collect() }
    }

    /// Under the lock, so that messages are sent in the order of their numbers.
    fn say(&self, said: &mut Said, live: &Live) {
        said.last += 1;
        said.snapshot = None;
        let message = Message { id: said.last, json: json(live) };
        said.ring.push_back(message.clone());
        if said.ring.len() > RING {
            said.ring.pop_front();
        }
        // Nobody listening is fine.
        let _ = self.sender.send(message);
    }

    fn lock(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Said {
    /// The messages after number `id`; `None` when some of them are no longer known.
    fn after(&self, id: u64) -> Option<Vec<Message>> {
        let oldest = self.last + 1 - self.ring.len() as u64;
        let known = id <= self.last && id + 1 >= oldest;
        known.then(|| self.ring.iter().filter(|message| message.id > id).cloned().collect())
    }

    fn snapshot(&mut self) -> Message {
        if let Some(message) = &self.snapshot {
            return message.clone();
        }
        let snapshot = Snapshot {
            cluster: self.cluster.clone(),
            images: self.images.values().cloned().collect(),
            instances: self.instances.values().cloned().collect(),
        };
        let message = Message { id: self.last, json: json(&Live::Snapshot(Box::new(snapshot))) };
        self.snapshot = Some(message.clone());
        message
    }
}

fn json(live: &Live) -> Arc<str> {
    // Strings and numbers only: writing them cannot fail.
    serde_json::to_string(live).unwrap_or_default().into()
}
