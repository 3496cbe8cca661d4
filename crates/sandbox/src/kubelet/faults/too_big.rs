//! The pod asks for more than the node has, or has left.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::{
    controllers::requests_of,
    node, object,
    quantity::{self, Quantity},
};

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let node = scene.cluster.get("nodes", "", node::NAME)?;
    let on_node: Vec<_> = scene.cluster.list("pods", None).into_iter().filter(|pod| uses_node(pod)).collect();
    let mut reasons = Vec::new();
    let mut beyond_capacity = false;
    let size = |name: &str| {
        quantity::parse(object::text(&node, &format!("/status/allocatable/{name}"))).unwrap_or(Quantity::ZERO)
    };
    if quantity::parse(&(on_node.len() + 1).to_string()).is_some_and(|pods| pods > size("pods")) {
        reasons.push("1 Too many pods".to_owned());
    }
    for name in ["cpu", "memory", "ephemeral-storage"] {
        let asked = requests_of(scene.pod, name);
        let used = on_node.iter().map(|pod| requests_of(pod, name)).fold(Quantity::ZERO, quantity::sum);
        if !asked.is_zero() && quantity::sum(used, asked) > size(name) {
            reasons.push(format!("1 Insufficient {name}"));
            beyond_capacity |= asked > size(name);
        }
    }
    (!reasons.is_empty()).then(|| Effect::Unschedulable(message(&reasons, beyond_capacity)))
}

fn uses_node(pod: &Value) -> bool {
    !object::text(pod, "/spec/nodeName").is_empty()
        && !matches!(object::text(pod, "/status/phase"), "Succeeded" | "Failed")
}

fn message(reasons: &[String], beyond_capacity: bool) -> String {
    let preemption = if beyond_capacity {
        "1 Preemption is not helpful for scheduling"
    } else {
        "1 No preemption victims found for incoming pod"
    };
    format!(
        "0/1 nodes are available: {}. no new claims to deallocate, preemption: 0/1 nodes are available: {preemption}.",
        reasons.join(", ")
    )
}
