//! A claim cannot be bound: its storage class does not exist, or it has none and no volume fits.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::{object, store::claims_of};

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let stuck = claims_of(scene.pod).any(|name| {
        let claim = scene.cluster.get("persistentvolumeclaims", scene.namespace(), name);
        claim.is_some_and(|claim| is_stuck(scene, &claim))
    });
    let message = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
    stuck.then(|| Effect::Unschedulable(message.to_owned()))
}

fn is_stuck(scene: &Scene<'_>, claim: &Value) -> bool {
    let class = object::text(claim, "/spec/storageClassName");
    object::text(claim, "/status/phase") != "Bound"
        && scene.cluster.get("storageclasses", "", class).is_none()
}
