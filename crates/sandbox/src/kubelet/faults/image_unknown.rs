//! No registry has the image: the host ends in `.invalid`, or the name says so (`not-found`, `does-not-exist`, `nope`).

use super::{Effect, Fault, PullFailure, Scene, Stage};
use crate::kubelet::image::Reference;

pub(super) const FAULT: Fault = Fault { stage: Stage::Pull, find };

const TELLTALE: &[&str] = &["not-found", "does-not-exist", "nope"];

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let image = Reference::parse(scene.text("/image"))?;
    let start = format!("failed to pull and unpack image \"{image}\": failed to resolve image");
    let host = image.host.split(':').next().unwrap_or_default();
    if host.ends_with(".invalid") {
        let message = format!(
            "{start}: failed to do request: Head \"https://{}/v2/{}/manifests/{}\": dial tcp: lookup {host} on \
             10.96.0.10:53: no such host",
            image.host, image.path, image.version
        );
        return Some(Effect::PullFails(PullFailure::Registry(message)));
    }
    let named = TELLTALE.iter().any(|word| image.path.contains(word) || image.version.contains(word));
    let message = format!("rpc error: code = NotFound desc = {start}: {image}: not found");
    named.then_some(Effect::PullFails(PullFailure::Registry(message)))
}
