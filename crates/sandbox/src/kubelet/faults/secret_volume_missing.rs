//! A volume names a secret or config map that does not exist, or a key that it does not have.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::object;

pub(super) const FAULT: Fault = Fault { stage: Stage::Mount, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    object::items(scene.pod, "/spec/volumes").iter().find_map(|volume| {
        let secret =
            volume.get("secret").and_then(|it| missing(scene, "secret", object::text(it, "/secretName"), it));
        let map = || {
            volume.get("configMap").and_then(|it| missing(scene, "configmap", object::text(it, "/name"), it))
        };
        let why = secret.or_else(map)?;
        let name = object::text(volume, "/name");
        Some(Effect::MountFails(format!("MountVolume.SetUp failed for volume \"{name}\" : {why}")))
    })
}

fn missing(scene: &Scene<'_>, kind: &str, name: &str, source: &Value) -> Option<String> {
    if object::flag(source, "/optional") {
        return None;
    }
    let Some(found) = scene.cluster.get(&format!("{kind}s"), scene.namespace(), name) else {
        return Some(format!("{kind} \"{name}\" not found"));
    };
    let has = |key: &str| {
        object::entry(&found, "/data", key).or_else(|| object::entry(&found, "/binaryData", key)).is_some()
    };
    let keys = object::items(source, "/items").iter().map(|item| object::text(item, "/key"));
    keys.clone().any(|key| !has(key)).then(|| "references non-existent secret key: ".to_owned()).map(
        |start| {
            let start =
                if kind == "secret" { start } else { "references non-existent config key: ".to_owned() };
            let key = keys.clone().find(|key| !has(key)).unwrap_or_default();
            format!("{start}{key}")
        },
    )
}
