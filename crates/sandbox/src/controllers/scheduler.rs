//! The scheduler: every pod goes to the only node, unless something speaks against it.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    clock,
    cluster::Cluster,
    events::{Happening, record},
    kubelet::faults::{self, Effect, Scene, Stage},
    node, object,
    quantity::{self, Quantity},
    store::{Event, Key},
};

/// Whose changes can make a pod schedulable.
const CAUSES: &[&str] = &["pods", "persistentvolumeclaims", "storageclasses", "nodes"];

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    if !super::concerns(events, CAUSES) {
        return;
    }
    let mut waiting: Vec<Arc<Value>> =
        cluster.list("pods", None).into_iter().filter(|pod| is_waiting(pod)).collect();
    waiting.sort_by(|left, right| age_and_name(left).cmp(&age_and_name(right)));
    waiting.iter().for_each(|pod| schedule(cluster, pod));
}

fn is_waiting(pod: &Value) -> bool {
    object::text(pod, "/spec/nodeName").is_empty()
        && !object::deleting(pod)
        && object::items(pod, "/spec/schedulingGates").is_empty()
        && object::text(pod, "/spec/schedulerName") == "default-scheduler"
}

fn age_and_name(pod: &Value) -> (&str, &str) {
    (object::text(pod, "/metadata/creationTimestamp"), object::name(pod))
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
    for name in super::claims::claims_of(pod) {
        let key = Key::new("persistentvolumeclaims", object::namespace(pod), &name);
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
    let key = Key::new("pods", object::namespace(pod), object::name(pod));
    cluster.change("kube-scheduler", "", &key, |pod| {
        object::put(pod, "/spec/nodeName", node::NAME.into());
        object::put(pod, "/status/conditions", json!([{
            "type": "PodScheduled", "status": "True", "lastProbeTime": null, "lastTransitionTime": clock::now(),
        }]));
    });
    let message =
        format!("Successfully assigned {}/{} to {}", object::namespace(pod), object::name(pod), node::NAME);
    record(cluster, pod, &happening(false, "Scheduled", &message));
}

fn refuse(cluster: &Cluster, pod: &Value, message: &str) {
    if object::text(pod, "/status/conditions/0/message") == message {
        return;
    }
    let key = Key::new("pods", object::namespace(pod), object::name(pod));
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

/// What a pod asks of a node: the sum of its containers and sidecars, or its largest init container.
pub(crate) fn requests_of(pod: &Value, resource: &str) -> Quantity {
    let of = |it: &Value| {
        let pointer = format!("/resources/requests/{resource}");
        quantity::parse(object::text(it, &pointer)).unwrap_or(Quantity::ZERO)
    };
    let mut lasting = Quantity::ZERO;
    let mut peak = Quantity::ZERO;
    for container in object::items(pod, "/spec/initContainers") {
        let needed = quantity::sum(lasting, of(container));
        if object::text(container, "/restartPolicy") == "Always" {
            lasting = needed;
        } else if needed > peak {
            peak = needed;
        }
    }
    let total = object::items(pod, "/spec/containers").iter().map(of).fold(lasting, quantity::sum);
    peak.max(total)
}
