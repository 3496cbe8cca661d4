//! Objects that are stored in another form than that in which a resource shows them: events, which `events.k8s.io`
//! shows with other field names, and custom resources of several versions, which differ in `apiVersion` alone.

use std::sync::Arc;

use serde_json::Value;

use crate::{object, resource::Resource};

/// Field names of a stored event and of one of `events.k8s.io`.
const EVENT_FIELDS: &[(&str, &str)] = &[
    ("involvedObject", "regarding"),
    ("message", "note"),
    ("reportingComponent", "reportingController"),
    ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"),
    ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"),
];

/// An object as a resource shows it.
pub(crate) fn present(resource: &Resource, stored: &Arc<Value>) -> Arc<Value> {
    if object::text(stored, "/apiVersion") == resource.api_version() {
        return Arc::clone(stored);
    }
    let mut shown = Value::clone(stored);
    if is_event_view(resource) {
        rename(&mut shown, EVENT_FIELDS.iter().copied());
        for field in ["reportingController", "reportingInstance"] {
            if object::text(&shown, &format!("/{field}")).is_empty() {
                object::take(&mut shown, &format!("/{field}"));
            }
        }
    }
    object::put(&mut shown, "/apiVersion", resource.api_version().into());
    Arc::new(shown)
}

/// The stored form of an object that a request sent.
pub(crate) fn store_form(resource: &Resource, mut sent: Value) -> Value {
    if is_event_view(resource) {
        rename(&mut sent, EVENT_FIELDS.iter().map(|(stored, shown)| (*shown, *stored)));
        object::put(&mut sent, "/apiVersion", "v1".into());
    }
    sent
}

fn is_event_view(resource: &Resource) -> bool {
    resource.group == "events.k8s.io"
}

fn rename<'a>(object: &mut Value, names: impl Iterator<Item = (&'a str, &'a str)>) {
    let Some(map) = object.as_object_mut() else { return };
    for (from, to) in names {
        if let Some(value) = map.remove(from) {
            map.insert(to.to_owned(), value);
        }
    }
}
