//! The node has not the labels that the pod asks for.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::{node, object, selector::matches_terms};

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

const MESSAGE: &str = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to \
    deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let node = scene.cluster.get("nodes", "", node::NAME)?;
    let labels = object::at(&node, "/metadata/labels");
    let wanted = object::at(scene.pod, "/spec/nodeSelector").as_object();
    let selected = wanted.into_iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    (!selected || !has_affinity(scene.pod, labels)).then(|| Effect::Unschedulable(MESSAGE.to_owned()))
}

fn has_affinity(pod: &Value, labels: &Value) -> bool {
    let required = "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution";
    let terms = object::items(pod, &format!("{required}/nodeSelectorTerms"));
    terms.is_empty()
        || terms.iter().any(|term| matches_terms(object::items(term, "/matchExpressions"), labels))
}
