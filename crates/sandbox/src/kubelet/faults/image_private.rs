//! The registry wants credentials: its host starts with `private.`, and no pull secret of the pod is for it.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Effect, Fault, PullFailure, Scene, Stage};
use crate::{kubelet::image::Reference, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Pull, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let image = Reference::parse(scene.text("/image"))?;
    if !image.host.starts_with("private.") || has_credentials(scene, &image.host) {
        return None;
    }
    let message = format!(
        "failed to pull and unpack image \"{image}\": failed to resolve image: failed to authorize: failed to fetch \
         anonymous token: unexpected status from GET request to \
         https://{host}/token?scope=repository%3A{path}%3Apull&service={host}: 401 Unauthorized",
        host = image.host,
        path = image.path.replace('/', "%2F"),
    );
    Some(Effect::PullFails(PullFailure::Registry(message)))
}

fn has_credentials(scene: &Scene<'_>, host: &str) -> bool {
    let names = object::items(scene.pod, "/spec/imagePullSecrets").iter().map(|it| object::text(it, "/name"));
    names.filter_map(|name| scene.cluster.get("secrets", scene.namespace(), name)).any(|secret| {
        let config = object::entry(&secret, "/data", ".dockerconfigjson").and_then(|it| it.as_str());
        let decoded = config.and_then(|config| BASE64_STANDARD.decode(config).ok()).unwrap_or_default();
        String::from_utf8_lossy(&decoded).contains(host)
    })
}
