//! The registry wants credentials: its host starts with `private.`, and no pull secret of the pod is for it, or one is
//! and its password is `wrong`.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::{Effect, Fault, PullFailure, Scene, Stage};
use crate::{kubelet::image::Reference, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Pull, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let image = Reference::parse(scene.text("/image"))?;
    if !image.host.starts_with("private.") {
        return None;
    }
    let passwords = passwords(scene, &image.host);
    if passwords.iter().any(|password| password != "wrong") {
        return None;
    }
    let why = if passwords.is_empty() {
        "pull access denied, repository does not exist or may require authorization: authorization failed: no basic \
         auth credentials"
            .to_owned()
    } else {
        format!(
            "unexpected status from HEAD request to https://{}/v2/{}/manifests/{}: 401 Unauthorized",
            image.host, image.path, image.version
        )
    };
    let message = format!("failed to pull and unpack image \"{image}\": failed to resolve image: {why}");
    Some(Effect::PullFails(PullFailure::Registry(message)))
}

/// The passwords that the pod's pull secrets have for a registry.
fn passwords(scene: &Scene<'_>, host: &str) -> Vec<String> {
    let names = object::items(scene.pod, "/spec/imagePullSecrets").iter().map(|it| object::text(it, "/name"));
    let secrets = names.filter_map(|name| scene.cluster.get("secrets", scene.namespace(), name));
    secrets.flat_map(|secret| passwords_in(&secret, host)).collect()
}

fn passwords_in(secret: &Value, host: &str) -> Vec<String> {
    let config = object::entry(secret, "/data", ".dockerconfigjson").and_then(Value::as_str);
    let decoded = config.and_then(|config| BASE64_STANDARD.decode(config).ok()).unwrap_or_default();
    let config: Value = serde_json::from_slice(&decoded).unwrap_or_default();
    let registries = object::at(&config, "/auths").as_object().into_iter().flatten();
    registries.filter(|(registry, _)| registry.contains(host)).map(|(_, login)| password(login)).collect()
}

/// Written out, or behind the user's name in `auth`.
fn password(login: &Value) -> String {
    let written = object::text(login, "/password");
    if !written.is_empty() {
        return written.to_owned();
    }
    let auth = BASE64_STANDARD.decode(object::text(login, "/auth")).unwrap_or_default();
    let auth = String::from_utf8_lossy(&auth);
    auth.split_once(':').map_or_else(String::new, |(_, password)| password.to_owned())
}
