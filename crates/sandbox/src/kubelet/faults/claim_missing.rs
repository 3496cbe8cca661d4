//! A volume names a claim that does not exist.

use super::{Effect, Fault, Scene, Stage};
use crate::store::claims_of;

pub(super) const FAULT: Fault = Fault { stage: Stage::Schedule, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let missing = claims_of(scene.pod)
        .into_iter()
        .find(|name| scene.cluster.get("persistentvolumeclaims", scene.namespace(), name).is_none())?;
    let message =
        format!("0/1 nodes are available: persistentvolumeclaim \"{missing}\" not found. not found");
    Some(Effect::Unschedulable(message))
}
