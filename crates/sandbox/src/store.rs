//! The state of the cluster: every object by its key, one revision counter, and a bounded history for watches.
//!
//! Every write is atomic and gets the next revision as `metadata.resourceVersion`. Readers get shared, immutable
//! objects. A write that depends on what it read says which revision it read and is refused as [`Refused::Stale`]
//! when the object changed meanwhile, so no caller ever holds the lock while it thinks.

mod watcher;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::watch;

pub(crate) use watcher::{Expired, Watcher};

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

struct Inner {
    revision: u64,
    objects: BTreeMap<Key, Arc<Value>>,
    history: VecDeque<Arc<Event>>,
    /// The revision of the newest event that history has dropped.
    forgotten: u64,
}

/// The store.
pub(crate) struct Store {
    inner: Mutex<Inner>,
    /// Tells watchers that there is a new revision; they read the events from the history themselves.
    latest: watch::Sender<u64>,
    capacity: usize,
}

impl Store {
    /// An empty store that remembers the last `capacity` events.
    pub(crate) fn new(capacity: usize) -> Self {
        let inner = Inner { revision: 1, objects: BTreeMap::new(), history: VecDeque::new(), forgotten: 0 };
        Self { inner: Mutex::new(inner), latest: watch::Sender::new(1), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The current revision.
    pub(crate) fn revision(&self) -> u64 {
        self.lock().revision
    }

    /// One object.
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Value>> {
        self.lock().objects.get(key).cloned()
    }

    /// The objects of one storage name in one namespace, or in all, in key order, and the revision of the answer.
    pub(crate) fn list(&self, storage: &str, namespace: Option<&str>) -> (Vec<Arc<Value>>, u64) {
        let inner = self.lock();
        let start = Key::new(storage, namespace.unwrap_or_default(), "");
        let objects = inner
            .objects
            .range(start..)
            .take_while(|(key, _)| key.storage == storage && namespace.is_none_or(|it| it == key.namespace))
            .map(|(_, object)| Arc::clone(object))
            .collect();
        (objects, inner.revision)
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
        let (events, _) = self.events_after(revision, wanted)?;
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

    /// Every object for which `wanted` holds, with its key.
    pub(crate) fn filter(&self, wanted: impl Fn(&Key, &Value) -> bool) -> Vec<(Key, Arc<Value>)> {
        let inner = self.lock();
        let found = inner.objects.iter().filter(|(key, object)| wanted(key, object));
        found.map(|(key, object)| (key.clone(), Arc::clone(object))).collect()
    }

    /// Stores a new object.
    pub(crate) fn create(&self, key: &Key, object: Value) -> Result<Arc<Value>, Refused> {
        let mut inner = self.lock();
        if inner.objects.contains_key(key) {
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
        inner.revision += 1;
        let revision = inner.revision;
        object::put(&mut object, "/metadata/resourceVersion", revision.to_string().into());
        let object = Arc::new(object);
        let previous = match change {
            Change::Deleted => inner.objects.remove(key),
            Change::Added | Change::Modified => inner.objects.insert(key.clone(), Arc::clone(&object)),
        };
        let event = Event { revision, change, key: key.clone(), object: Arc::clone(&object), previous };
        inner.history.push_back(Arc::new(event));
        while inner.history.len() > self.capacity {
            inner.forgotten = inner.history.pop_front().map_or(inner.forgotten, |event| event.revision);
        }
        self.latest.send_replace(revision);
        object
    }

    /// The events after a revision that `wanted` selects, and the current revision.
    fn events_after(
        &self,
        revision: u64,
        wanted: impl Fn(&Key) -> bool,
    ) -> Result<(Vec<Arc<Event>>, u64), Expired> {
        let inner = self.lock();
        if revision < inner.forgotten {
            return Err(Expired { asked: revision, oldest: inner.forgotten });
        }
        let start = inner.history.partition_point(|event| event.revision <= revision);
        let events = inner.history.iter().skip(start).filter(|event| wanted(&event.key)).cloned().collect();
        Ok((events, inner.revision))
    }
}

fn check_unchanged(inner: &Inner, key: &Key, read: &Value) -> Result<(), Refused> {
    let current = inner.objects.get(key).ok_or(Refused::Missing)?;
    let version = "/metadata/resourceVersion";
    if object::text(current, version) == object::text(read, version) { Ok(()) } else { Err(Refused::Stale) }
}
