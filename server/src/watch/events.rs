use std::collections::{BTreeMap, HashMap};
use std::sync::RwLock;

use k8s_openapi::api::core::v1::Event;
use kube::ResourceExt;
use kube::runtime::watcher;
use serde_json::Value;

/// The events of a namespace by the name of the object they are about: a reflector store would have to search all of
/// them for each instance.
#[derive(Default)]
pub struct EventBook {
    current: RwLock<Book>,
    listing: RwLock<Book>,
}

/// By name of the object, then by name of the event.
type Book = HashMap<String, BTreeMap<String, Value>>;

/// The kinds an instance has; events about other things are dropped.
const KINDS: [&str; 4] = ["Pod", "PersistentVolumeClaim", "Secret", "AgentInstance"];

impl EventBook {
    /// The events about objects of that name, oldest first, as Kubernetes writes them (core/v1).
    #[must_use]
    pub fn about(&self, name: &str) -> Vec<Value> {
        let book = self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut events: Vec<Value> =
            book.get(name).map(|events| events.values().cloned().collect()).unwrap_or_default();
        drop(book);
        events.sort_by_cached_key(order);
        events
    }

    /// Takes one message of the watch; the names of the objects that are concerned.
    pub fn take(&self, event: watcher::Event<Event>) -> Vec<String> {
        match event {
            watcher::Event::Init => {
                write(&self.listing).clear();
                Vec::new()
            }
            watcher::Event::InitApply(event) => {
                put(&mut write(&self.listing), event);
                Vec::new()
            }
            watcher::Event::InitDone => {
                let listed = std::mem::take(&mut *write(&self.listing));
                let mut current = write(&self.current);
                let is_news = |name: &&String| current.get(*name) != listed.get(*name);
                let names = current.keys().chain(listed.keys()).filter(is_news).cloned().collect();
                *current = listed;
                names
            }
            watcher::Event::Apply(event) => put(&mut write(&self.current), event).into_iter().collect(),
            // An hour after it happened an event expires; nothing an instance shows changes by that.
            watcher::Event::Delete(event) => {
                remove(&mut write(&self.current), &event);
                Vec::new()
            }
        }
    }
}

/// When an event last happened. Writers differ in how finely they write times, so within a second the order in which
/// the API server stored them counts.
fn order(event: &Value) -> (i64, u64) {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let version = text("/metadata/resourceVersion").parse().unwrap_or_default();
    (last(event).map_or(0, jiff::Timestamp::as_second), version)
}

/// When an event last happened. Writers of the newer API (events.k8s.io) set `eventTime` and `series`, kubelet and
/// scheduler the older fields.
pub fn last(event: &Value) -> Option<jiff::Timestamp> {
    const TIMES: [&str; 4] =
        ["/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp"];
    TIMES.iter().find_map(|path| event.pointer(path)?.as_str()?.parse().ok())
}

fn put(book: &mut Book, event: Event) -> Option<String> {
    let object = concerned(&event)?;
    let name = event.name_any();
    let value = serde_json::to_value(event).ok()?;
    book.entry(object.clone()).or_default().insert(name, value);
    Some(object)
}

fn remove(book: &mut Book, event: &Event) {
    let Some(object) = concerned(event) else { return };
    if let Some(events) = book.get_mut(&object) {
        events.remove(&event.name_any());
        if events.is_empty() {
            book.remove(&object);
        }
    }
}

fn concerned(event: &Event) -> Option<String> {
    let object = &event.involved_object;
    let ours = object.kind.as_deref().is_some_and(|kind| KINDS.contains(&kind));
    object.name.clone().filter(|_| ours)
}

fn write(book: &RwLock<Book>) -> std::sync::RwLockWriteGuard<'_, Book> {
    // A writer that panicked leaves a book that is at worst short of one event.
    book.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}
