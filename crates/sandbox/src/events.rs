//! Events about objects, counted when they repeat.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};

use crate::{clock, cluster::Cluster, object, random, store::Key};

/// Events kept; the oldest go first, as on a real cluster after an hour.
const KEPT: usize = 5_000;

/// Which events there are.
#[derive(Default)]
pub(crate) struct Recorder {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    by_content: HashMap<String, Key>,
    order: VecDeque<(String, Key)>,
}

/// What happened.
#[derive(Debug, Clone)]
pub(crate) struct Happening<'a> {
    /// `kubelet`, `default-scheduler`, `persistentvolume-controller`, ...
    pub(crate) source: &'a str,
    /// Such as `spec.containers{agent}`; empty for the whole object.
    pub(crate) field: &'a str,
    pub(crate) warning: bool,
    pub(crate) reason: &'a str,
    pub(crate) message: &'a str,
}

/// Records an event about an object.
pub(crate) fn record(cluster: &Cluster, about: &Value, it: &Happening<'_>) {
    let content = content(about, it);
    match known(cluster, &content) {
        Some(key) => repeat(cluster, &key),
        None => first(cluster, about, it, content),
    }
}

/// Records an event that is told once and not counted.
pub(crate) fn record_once(cluster: &Cluster, about: &Value, it: &Happening<'_>) {
    let content = content(about, it);
    if known(cluster, &content).is_none() {
        first(cluster, about, it, content);
    }
}

/// What makes two events the same.
fn content(about: &Value, it: &Happening<'_>) -> String {
    [object::uid(about), it.source, it.field, it.reason, it.message].join("\n")
}

fn known(cluster: &Cluster, content: &str) -> Option<Key> {
    let known = cluster.recorder.known.lock().unwrap_or_else(PoisonError::into_inner);
    known.by_content.get(content).filter(|key| cluster.store.get(key).is_some()).cloned()
}

fn repeat(cluster: &Cluster, key: &Key) {
    cluster.change("kubelet", "", key, |event| {
        if let Some(count) = object::number(event, "/count") {
            object::put(event, "/count", (count + 1).into());
            object::put(event, "/lastTimestamp", clock::now().into());
        }
    });
}

fn first(cluster: &Cluster, about: &Value, it: &Happening<'_>, content: String) {
    let event = event(about, it);
    let key = Key::new("events", object::namespace(&event), object::name(&event));
    cluster.create(it.source, "events", event);
    let forgotten = {
        let mut known = cluster.recorder.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_content.insert(content.clone(), key.clone());
        known.order.push_back((content, key));
        let excess = known.order.len().saturating_sub(KEPT);
        let forgotten: Vec<(String, Key)> = known.order.drain(..excess).collect();
        for (content, _) in &forgotten {
            known.by_content.remove(content);
        }
        forgotten
    };
    forgotten.iter().for_each(|(_, key)| cluster.remove(key));
}

fn event(about: &Value, it: &Happening<'_>) -> Value {
    let namespace = if object::namespace(about).is_empty() { "default" } else { object::namespace(about) };
    let mut involved = json!({
        "apiVersion": about.get("apiVersion"), "kind": about.get("kind"), "name": object::name(about),
        "namespace": object::namespace(about), "uid": object::uid(about),
        "resourceVersion": object::text(about, "/metadata/resourceVersion"),
    });
    if !it.field.is_empty() {
        object::put(&mut involved, "/fieldPath", it.field.into());
    }
    let mut event = json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": { "name": format!("{}.{}", object::name(about), random::hex16()), "namespace": namespace },
        "involvedObject": involved,
        "type": if it.warning { "Warning" } else { "Normal" }, "reason": it.reason, "message": it.message,
        "reportingComponent": it.source, "reportingInstance": "",
    });
    if it.source == "default-scheduler" {
        // The scheduler writes through events.k8s.io, which has no count until a series begins.
        let more = [
            ("/eventTime", json!(clock::now_micro())),
            ("/firstTimestamp", Value::Null),
            ("/lastTimestamp", Value::Null),
            ("/source", json!({})),
            ("/action", json!("Binding")),
            ("/reportingInstance", json!("default-scheduler-sandbox")),
        ];
        more.into_iter().for_each(|(field, value)| object::put(&mut event, field, value));
    } else {
        let source = if it.source == "kubelet" {
            json!({ "component": "kubelet", "host": crate::node::NAME })
        } else {
            json!({ "component": it.source })
        };
        let more = [
            ("/eventTime", Value::Null),
            ("/firstTimestamp", json!(clock::now())),
            ("/lastTimestamp", json!(clock::now())),
            ("/count", json!(1)),
            ("/source", source),
        ];
        more.into_iter().for_each(|(field, value)| object::put(&mut event, field, value));
    }
    event
}
