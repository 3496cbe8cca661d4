//! An environment variable needs a config map that does not exist, or a key that it does not have.

use super::{Effect, Fault, Scene, Stage, secret_missing};

pub(super) const FAULT: Fault = Fault { stage: Stage::Create, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    secret_missing::missing(scene, "configmap", "configMapKeyRef", "configMapRef").map(Effect::ConfigError)
}
