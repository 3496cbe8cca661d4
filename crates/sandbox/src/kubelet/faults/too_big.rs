//! The pod asks for more than the node has, or has left.

use std::sync::PoisonError;

use super::{Effect, Fault, Scene, Stage};
use crate::{
    controllers::load::{COUNTED, requests_of},
    node, object,
    quantity::{self, Quantity},
};

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let node = scene.cluster.get("nodes", "", node::NAME)?;
    let (pods, requests) = {
        let load = scene.cluster.load.lock().unwrap_or_else(PoisonError::into_inner);
        (load.pods(), load.requests())
    };
    let mut reasons = Vec::new();
    let mut beyond_capacity = false;
    let size = |name: &str| {
        quantity::parse(object::text(&node, &format!("/status/allocatable/{name}"))).unwrap_or(Quantity::ZERO)
    };
    if quantity::parse(&(pods + 1).to_string()).is_some_and(|pods| pods > size("pods")) {
        reasons.push("1 Too many pods".to_owned());
    }
    for (name, used) in COUNTED.into_iter().zip(requests) {
        let asked = requests_of(scene.pod, name);
        if !asked.is_zero() && quantity::sum(used, asked) > size(name) {
            reasons.push(format!("1 Insufficient {name}"));
            beyond_capacity |= asked > size(name);
        }
    }
    (!reasons.is_empty()).then(|| Effect::Unschedulable(message(&reasons, beyond_capacity)))
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
