//! The image's name cannot be read.

use super::{Effect, Fault, PullFailure, Scene, Stage};
use crate::kubelet::image::{Reference, grammar_error};

pub(super) const FAULT: Fault = Fault { stage: Stage::Pull, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let image = scene.text("/image");
    if Reference::parse(image).is_some() {
        return None;
    }
    let why = grammar_error(image);
    let message = format!(
        "Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {why}"
    );
    Some(Effect::PullFails(PullFailure::InvalidName(message)))
}
