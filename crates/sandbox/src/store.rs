//! The state of the cluster: every object by its key, one revision counter, and a bounded history for watches.
//!
//! Every write is atomic and gets the next revision as `metadata.resourceVersion`. Readers get shared, immutable
//! objects. A write that depends on what it read says which revision it read and is refused as [`Refused::Stale`]
//! when the object changed meanwhile, so no caller ever holds the lock while it thinks.

mod links;
mod watcher;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;
use tokio::sync::watch;

use links::Links;
pub(crate) use links::{Link, claims_of};
pub(crate) use watcher::{Expired, Lost, Watcher};

use crate::object;

/// Where an object is: its storage name, namespace (empty for cluster scope) and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) storage: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(storage: &str, namespace: &str, name: &str) -> Self {
        Self { storage: storage.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }
}

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Added,
    Modified,
    Deleted,
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) revision: u64,
    pub(crate) change: Change,
    pub(crate) key: Key,
    /// The object after the change; for deletions its last state, with the revision of the deletion.
    pub(crate) object: Arc<Value>,
    /// The object before the change, so that a watch with a selector can tell when an object leaves it.
    pub(crate) previous: Option<Arc<Value>>,
}

/// Why a write was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The key is taken.
    Exists,
    /// There is no such object.
    Missing,
    /// The object changed since it was read.
    Stale,
}

/// All of a store at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    pub(crate) revision: u64,
    pub(crate) objects: BTreeMap<Key, Arc<Value>>,
    history: VecDeque<Arc<Event>>,
    /// The revision of the newest event that history has dropped.
    forgotten: u64,
}

struct Inner {
    now: Snapshot,
    links: Links,
    /// How often the store was replaced by another one.
    epoch: u64,
}

/// The store.
pub(crate) struct Store {
    inner: Mutex<Inner>,
    /// Tells watchers that there is a new revision; they read the events from the history themselves.
    latest: watch::Sender<u64>,
    capacity: usize,
    /// How many objects lists were made of.
    looked_at: AtomicU64,
}

impl Store {
    /// An empty store that remembers the last `capacity` events.
    pub(crate) fn new(capacity: usize) -> Self {
        let now = Snapshot { revision: 1, objects: BTreeMap::new(), history: VecDeque::new(), forgotten: 0 };
        let inner = Mutex::new(Inner { now, links: Links::default(), epoch: 0 });
        Self { inner, latest: watch::Sender::new(1), capacity, looked_at: AtomicU64::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.lock().now.clone()
    }

    /// Makes everything as it was; who watches learns that the store is another one.
    pub(crate) fn restore(&self, snapshot: Snapshot) {
        let mut inner = self.lock();
        inner.epoch += 1;
        self.latest.send_replace(snapshot.revision);
        inner.links = Links::of(&snapshot.objects);
        inner.now = snapshot;
    }

    /// Waits until the store has reached a revision.
    pub(crate) async fn reach(&self, revision: u64) {
        let mut latest = self.latest.subscribe();
        // An error means that the store is gone, and with it whoever waits.
        let _ = latest.wait_for(|latest| *latest >= revision).await;
    }

    /// The current revision.
    pub(crate) fn revision(&self) -> u64 {
        self.lock().now.revision
    }

    /// One object.
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Value>> {
        self.lock().now.objects.get(key).cloned()
    }

    /// The objects of one storage name in one namespace, or in all, in key order, and the revision of the answer.
    pub(crate) fn list(&self, storage: &str, namespace: Option<&str>) -> (Vec<Arc<Value>>, u64) {
        let inner = self.lock();
        let start = Key::new(storage, namespace.unwrap_or_default(), "");
        let objects: Vec<_> = inner
            .now
            .objects
            .range(start..)
            .take_while(|(key, _)| key.storage == storage && namespace.is_none_or(|it| it == key.namespace))
            .map(|(_, object)| Arc::clone(object))
            .collect();
        self.count(objects.len());
        (objects, inner.now.revision)
    }

    /// The same as they were at a revision, if history still tells.
    pub(crate) fn list_at(
        &self,
        storage: &str,
        namespace: Option<&str>,
        revision: u64,
    ) -> Result<Vec<Arc<Value>>, Expired> {
        let (objects, now) = self.list(storage, namespace);
        let wanted = |key: &Key| key.storage == storage && namespace.is_none_or(|it| it == key.namespace);
        let (events, _) = self.lock().events_after(revision, wanted)?;
        let place = |object: &Value| (object::namespace(object).to_owned(), object::name(object).to_owned());
        let mut then: BTreeMap<_, _> = objects.into_iter().map(|object| (place(&object), object)).collect();
        for event in events.iter().rev().filter(|event| event.revision <= now) {
            let key = (event.key.namespace.clone(), event.key.name.clone());
            match &event.previous {
                Some(previous) => then.insert(key, Arc::clone(previous)),
                None => then.remove(&key),
            };
        }
        Ok(then.into_values().collect())
    }

    /// Every object for which `wanted` holds, with its key. Looks at all there are.
    pub(crate) fn filter(&self, wanted: impl Fn(&Key, &Value) -> bool) -> Vec<(Key, Arc<Value>)> {
        let inner = self.lock();
        self.count(inner.now.objects.len());
        let found = inner.now.objects.iter().filter(|(key, object)| wanted(key, object));
        found.map(|(key, object)| (key.clone(), Arc::clone(object))).collect()
    }

    /// The objects that name another one so, with their keys, in key order.
    pub(crate) fn linked(&self, link: &Link) -> Vec<(Key, Arc<Value>)> {
        let inner = self.lock();
        let keys = inner.links.keys(link);
        let found: Vec<_> =
            keys.filter_map(|key| Some((key.clone(), Arc::clone(inner.now.objects.get(key)?)))).collect();
        self.count(found.len());
        found
    }

    /// How many objects were looked at in lists so far.
    pub(crate) fn looked_at(&self) -> u64 {
        self.looked_at.load(Ordering::Relaxed)
    }

    fn count(&self, objects: usize) {
        self.looked_at.fetch_add(u64::try_from(objects).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Stores a new object.
    pub(crate) fn create(&self, key: &Key, object: Value) -> Result<Arc<Value>, Refused> {
        let mut inner = self.lock();
        if inner.now.objects.contains_key(key) {
            return Err(Refused::Exists);
        }
        Ok(self.write(&mut inner, key, object, Change::Added))
    }

    /// Replaces an object that was read as `read`.
    pub(crate) fn replace(&self, key: &Key, read: &Value, object: Value) -> Result<Arc<Value>, Refused> {
        let mut inner = self.lock();
        check_unchanged(&inner, key, read)?;
        Ok(self.write(&mut inner, key, object, Change::Modified))
    }

    /// Removes an object that was read as `read`; `last` is its final state.
    pub(crate) fn remove(&self, key: &Key, read: &Value, last: Value) -> Result<Arc<Value>, Refused> {
        let mut inner = self.lock();
        check_unchanged(&inner, key, read)?;
        Ok(self.write(&mut inner, key, last, Change::Deleted))
    }

    fn write(&self, inner: &mut Inner, key: &Key, mut object: Value, change: Change) -> Arc<Value> {
        inner.now.revision += 1;
        let revision = inner.now.revision;
        object::put(&mut object, "/metadata/resourceVersion", revision.to_string().into());
        let object = Arc::new(object);
        let previous = match change {
            Change::Deleted => inner.now.objects.remove(key),
            Change::Added | Change::Modified => inner.now.objects.insert(key.clone(), Arc::clone(&object)),
        };
        let gone = change == Change::Deleted;
        inner.links.note(key, previous.as_deref(), (!gone).then_some(&*object));
        let event = Event { revision, change, key: key.clone(), object: Arc::clone(&object), previous };
        inner.now.history.push_back(Arc::new(event));
        while inner.now.history.len() > self.capacity {
            inner.now.forgotten =
                inner.now.history.pop_front().map_or(inner.now.forgotten, |event| event.revision);
        }
        self.latest.send_replace(revision);
        object
    }
}

impl Inner {
    /// The events after a revision that `wanted` selects, and the current revision.
    fn events_after(
        &self,
        revision: u64,
        wanted: impl Fn(&Key) -> bool,
    ) -> Result<(Vec<Arc<Event>>, u64), Expired> {
        let Snapshot { revision: now, history, forgotten, objects: _ } = &self.now;
        if revision < *forgotten {
            return Err(Expired { asked: revision, oldest: *forgotten });
        }
        let start = history.partition_point(|event| event.revision <= revision);
        let events = history.iter().skip(start).filter(|event| wanted(&event.key)).cloned().collect();
        Ok((events, *now))
    }
}

fn check_unchanged(inner: &Inner, key: &Key, read: &Value) -> Result<(), Refused> {
    let current = inner.now.objects.get(key).ok_or(Refused::Missing)?;
    let version = "/metadata/resourceVersion";
    if object::text(current, version) == object::text(read, version) { Ok(()) } else { Err(Refused::Stale) }
}
