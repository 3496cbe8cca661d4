//! The image is not on the node and must not be pulled.

use super::{Effect, Fault, PullFailure, Scene, Stage};

pub(super) const FAULT: Fault = Fault { stage: Stage::Pull, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let image = scene.text("/image");
    let message = format!("Container image \"{image}\" is not present with pull policy of Never");
    let never = scene.text("/imagePullPolicy") == "Never";
    // Images never pulled before are not on a new node; one that another pod pulled is.
    let known =
        || scene.cluster.list("pods", None).iter().any(|pod| crate::kubelet::image::has_run(pod, image));
    (never && !known()).then_some(Effect::PullFails(PullFailure::Never(message)))
}
