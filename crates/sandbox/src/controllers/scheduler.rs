//! The scheduler: every pod goes to the only node, unless something speaks against it.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError},
};

use serde_json::{Value, json};

use super::load::{self, Load};
use crate::{
    clock,
    cluster::Cluster,
    events::{Happening, record},
    kubelet::faults::{self, Effect, Scene, Stage},
    node, object,
    store::{Change, Event, Key, Link, claims_of},
};

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    for key in note(cluster, events) {
        if let Some(pod) = cluster.store.get(&key) {
            schedule(cluster, &pod);
        }
    }
}

/// Takes note of the pods that changed, or of all; the pods that may be placed because of it, the oldest first.
fn note(cluster: &Cluster, events: &[Arc<Event>]) -> Vec<Key> {
    let mut load = cluster.load.lock().unwrap_or_else(PoisonError::into_inner);
    if events.is_empty() {
        *load = Load::default();
        cluster.list("pods", None).iter().for_each(|pod| load.note(&pod_key(pod), pod));
        return load.waiting(|_| true);
    }
    let (mut changed, mut room) = (BTreeSet::new(), false);
    for event in events {
        match event.key.storage.as_str() {
            "pods" => {
                room |= makes_room(event);
                if event.change == Change::Deleted {
                    load.forget(&event.key, &event.object);
                } else {
                    load.note(&event.key, &event.object);
                    changed.insert(event.key.clone());
                }
            }
            "persistentvolumeclaims" => changed.extend(users(cluster, &event.key)),
            "storageclasses" => room = true,
            "nodes" => room |= is_another_node(event),
            _ => {}
        }
    }
    load.waiting(|key| room || changed.contains(key))
}

/// A pod that is gone or over leaves its place to others.
fn makes_room(event: &Event) -> bool {
    let used = event.previous.as_ref().is_some_and(|previous| load::uses_node(previous));
    used && (event.change == Change::Deleted || !load::uses_node(&event.object))
}

/// Whether a node changed in what pods are placed by; heartbeats say nothing new.
fn is_another_node(event: &Event) -> bool {
    let of = |node: &Value| {
        ["/spec", "/metadata/labels", "/status/allocatable"].map(|field| object::at(node, field).clone())
    };
    event.previous.as_ref().is_none_or(|previous| of(previous) != of(&event.object))
}

/// The pods that mount a claim.
fn users(cluster: &Cluster, claim: &Key) -> impl Iterator<Item = Key> {
    let mounts = Link::Mounts(claim.namespace.clone(), claim.name.clone());
    cluster.store.linked(&mounts).into_iter().map(|(key, _)| key)
}

fn pod_key(pod: &Value) -> Key {
    Key::new("pods", object::namespace(pod), object::name(pod))
}

fn schedule(cluster: &Cluster, pod: &Value) {
    let scene = Scene { cluster, pod, container: &Value::Null, probe: "" };
    match faults::find(Stage::Schedule, &scene) {
        Some(Effect::Unschedulable(message)) => refuse(cluster, pod, &message),
        _ if waits_for_volume(cluster, pod) => {}
        _ => assign(cluster, pod),
    }
}

/// A pod whose claims are not bound yet makes their volumes be provisioned and waits for them.
fn waits_for_volume(cluster: &Cluster, pod: &Value) -> bool {
    let mut waits = false;
    for name in claims_of(pod) {
        let key = Key::new("persistentvolumeclaims", object::namespace(pod), name);
        let Some(claim) = cluster.store.get(&key) else { continue };
        if object::text(&claim, "/status/phase") == "Bound" {
            continue;
        }
        waits = true;
        cluster.change("kube-scheduler", "", &key, |claim| {
            object::put_entry(claim, "/metadata/annotations", super::claims::SELECTED_NODE, node::NAME);
        });
    }
    waits
}

fn assign(cluster: &Cluster, pod: &Value) {
    let key = pod_key(pod);
    cluster.change("kube-scheduler", "", &key, |pod| {
        object::put(pod, "/spec/nodeName", node::NAME.into());
        object::put(pod, "/status/conditions", json!([{
            "type": "PodScheduled", "status": "True", "lastProbeTime": null, "lastTransitionTime": clock::now(),
        }]));
    });
    if let Some(placed) = cluster.store.get(&key) {
        // Before the next one is placed.
        cluster.load.lock().unwrap_or_else(PoisonError::into_inner).note(&key, &placed);
    }
    let message =
        format!("Successfully assigned {}/{} to {}", object::namespace(pod), object::name(pod), node::NAME);
    record(cluster, pod, &happening(false, "Scheduled", &message));
}

fn refuse(cluster: &Cluster, pod: &Value, message: &str) {
    if object::text(pod, "/status/conditions/0/message") == message {
        return;
    }
    let key = pod_key(pod);
    cluster.change("kube-scheduler", "status", &key, |pod| {
        let generation = object::at(pod, "/metadata/generation").clone();
        object::put(
            pod,
            "/status/conditions",
            json!([{
                "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message,
                "observedGeneration": generation, "lastProbeTime": null, "lastTransitionTime": clock::now(),
            }]),
        );
    });
    record(cluster, pod, &happening(true, "FailedScheduling", message));
}

fn happening<'a>(warning: bool, reason: &'a str, message: &'a str) -> Happening<'a> {
    Happening { source: "default-scheduler", field: "", warning, reason, message }
}
