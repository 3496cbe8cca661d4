//! An environment variable needs a secret that does not exist, or a key that it does not have.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::object;

pub(super) const FAULT: Fault = Fault { stage: Stage::Create, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    missing(scene, "secret", "secretKeyRef", "secretRef").map(Effect::ConfigError)
}

/// The sentence for the first reference of a container that leads nowhere.
pub(super) fn missing(scene: &Scene<'_>, kind: &str, key_field: &str, whole_field: &str) -> Option<String> {
    let whole = object::items(scene.container, "/envFrom").iter().filter_map(|it| it.get(whole_field));
    let keyed = object::items(scene.container, "/env")
        .iter()
        .filter_map(|it| it.pointer(&format!("/valueFrom/{key_field}")));
    whole
        .chain(keyed)
        .filter(|it| !object::flag(it, "/optional"))
        .find_map(|it| leads_nowhere(scene, kind, it))
}

fn leads_nowhere(scene: &Scene<'_>, kind: &str, reference: &Value) -> Option<String> {
    let (name, namespace) = (object::text(reference, "/name"), scene.namespace());
    let Some(found) = scene.cluster.get(&format!("{kind}s"), namespace, name) else {
        return Some(format!("{kind} \"{name}\" not found"));
    };
    let key = reference.get("key").and_then(Value::as_str)?;
    if object::entry(&found, "/data", key).is_some() {
        return None;
    }
    let shown = if kind == "secret" { "Secret" } else { "ConfigMap" };
    Some(format!("couldn't find key {key} in {shown} {namespace}/{name}"))
}
