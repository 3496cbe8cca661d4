//! The node is cordoned, or has a taint that the pod does not tolerate: that of a lost node, or one of the user's.

use serde_json::{Value, json};

use super::{Effect, Fault, Scene, Stage};
use crate::{node, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let node = scene.cluster.get("nodes", "", node::NAME)?;
    let tolerations = object::items(scene.pod, "/spec/tolerations");
    let tolerated = |taint: &Value| tolerations.iter().any(|it| tolerates(it, taint));
    // Cordoning is a taint too, but is told apart.
    let cordon = json!({ "key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule" });
    let keeps_out = |taint: &&Value| object::text(taint, "/effect") != "PreferNoSchedule";
    let why = if object::flag(&node, "/spec/unschedulable") && !tolerated(&cordon) {
        "were unschedulable"
    } else if object::items(&node, "/spec/taints").iter().filter(keeps_out).any(|taint| !tolerated(taint)) {
        "had untolerated taint(s)"
    } else {
        return None;
    };
    Some(Effect::Unschedulable(format!(
        "0/1 nodes are available: 1 node(s) {why}. no new claims to deallocate, preemption: 0/1 nodes are available: \
         1 Preemption is not helpful for scheduling."
    )))
}

/// `ToleratesTaint` of k8s.io/api.
fn tolerates(toleration: &Value, taint: &Value) -> bool {
    let same = |field: &str| object::text(toleration, field) == object::text(taint, field);
    let any = |field: &str| object::text(toleration, field).is_empty();
    let exists = object::text(toleration, "/operator") == "Exists";
    (any("/effect") || same("/effect")) && (any("/key") || same("/key")) && (exists || same("/value"))
}
