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

/// By name of the object and its kind.
type Book = HashMap<String, BTreeMap<&'static str, Kept>>;

/// The events about one object, by name.
type Kept = BTreeMap<String, Told>;

/// The kinds an instance has; events about other things are dropped.
const KINDS: [&str; 4] = ["Pod", "PersistentVolumeClaim", "Secret", "AgentInstance"];

/// Events that are kept about one object, the newest: anybody may write as many as he likes, and every view of an
/// instance goes through them.
const MOST: usize = 100;

/// An event and what its place among others depends on.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    order: Order,
    event: Value,
}

impl EventBook {
    /// The events about objects of that name, oldest first, as Kubernetes writes them (core/v1).
    #[must_use]
    pub fn about(&self, name: &str) -> Vec<Value> {
        let book = self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kept = book.get(name).into_iter().flat_map(|kinds| kinds.values().flat_map(Kept::values));
        let mut told: Vec<Told> = kept.cloned().collect();
        drop(book);
        told.sort_by_key(|told| told.order);
        told.into_iter().map(|told| told.event).collect()
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

/// When an event last happened, in seconds since 1970, and its resource version. Writers differ in how finely they write
/// times, so within a second the order in which the API server stored them counts.
type Order = (i64, u64);

fn order(event: &Value) -> Order {
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
    let (object, kind) = concerned(&event)?;
    let name = event.name_any();
    let event = serde_json::to_value(event).ok()?;
    let kept = book.entry(object.clone()).or_default().entry(kind).or_default();
    kept.insert(name, Told { order: order(&event), event });
    if kept.len() > MOST {
        let oldest = kept.iter().min_by_key(|(_, told)| told.order).map(|(name, _)| name.clone());
        oldest.and_then(|name| kept.remove(&name));
    }
    Some(object)
}

fn remove(book: &mut Book, event: &Event) {
    let Some((object, kind)) = concerned(event) else { return };
    let Some(kinds) = book.get_mut(&object) else { return };
    if let Some(kept) = kinds.get_mut(kind) {
        kept.remove(&event.name_any());
    }
    kinds.retain(|_, kept| !kept.is_empty());
    if kinds.is_empty() {
        book.remove(&object);
    }
}

/// Name and kind of the object that an event is about, when an instance has such objects.
fn concerned(event: &Event) -> Option<(String, &'static str)> {
    let object = &event.involved_object;
    let kind = KINDS.into_iter().find(|kind| object.kind.as_deref() == Some(kind))?;
    Some((object.name.clone()?, kind))
}

fn write(book: &RwLock<Book>) -> std::sync::RwLockWriteGuard<'_, Book> {
    // A writer that panicked leaves a book that is at worst short of one event.
    book.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// An event `name` that happened in this second of 2026.
    fn event(kind: &str, name: &str, second: usize) -> Event {
        let time = format!("2026-01-01T00:{:02}:{:02}Z", second / 60, second % 60);
        let event = json!({"metadata": {"name": name, "resourceVersion": "1"}, "lastTimestamp": time,
            "involvedObject": {"kind": kind, "name": "a"}});
        serde_json::from_value(event).expect("an event")
    }

    #[test]
    fn the_newest_events_of_each_object_are_kept_in_whatever_order_they_come() {
        let names: Vec<String> = (0..3 * MOST).map(|second| format!("e-{second:03}")).collect();
        let newest = &names[2 * MOST..];
        let listed = |events: Vec<Event>| {
            let events = events.into_iter().map(watcher::Event::InitApply);
            [watcher::Event::Init].into_iter().chain(events).chain([watcher::Event::InitDone]).collect()
        };
        let told = |events: Vec<Event>| events.into_iter().map(watcher::Event::Apply).collect();
        let pod = |second: usize| event("Pod", &names[second], second);
        let check = |messages: Vec<watcher::Event<Event>>| {
            let book = EventBook::default();
            let claim = event("PersistentVolumeClaim", "claim", 0);
            book.take(watcher::Event::Apply(claim.clone()));
            for message in messages {
                book.take(message);
            }
            book.take(watcher::Event::Apply(claim));
            let kept = book.about("a");
            let kept: Vec<&str> =
                kept.iter().filter_map(|event| event["metadata"]["name"].as_str()).collect();
            assert_eq!(
                kept,
                ["claim"].into_iter().chain(newest.iter().map(String::as_str)).collect::<Vec<_>>()
            );
        };
        check(told((0..3 * MOST).map(pod).collect()));
        check(told((0..3 * MOST).rev().map(pod).collect()));
        check(listed((0..3 * MOST).map(pod).collect()));
        check(listed((0..3 * MOST).rev().map(pod).collect()));
    }

    #[test]
    fn an_event_that_is_gone_leaves_nothing_behind() {
        let book = EventBook::default();
        book.take(watcher::Event::Apply(event("Pod", "e", 1)));
        assert_eq!(book.about("a").len(), 1);
        book.take(watcher::Event::Delete(event("Pod", "e", 1)));
        assert!(write(&book.current).is_empty());
    }
}
