//! The container must not run as root and its image does.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::object;

pub(super) const FAULT: Fault = Fault { stage: Stage::Create, find };

/// Images whose user is a name, which the kubelet cannot tell from root.
const NAMED_USERS: &[(&str, &str)] = &[("jenkins/", "jenkins")];

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let field = |name: &str| {
        let own = object::at(scene.container, &format!("/securityContext/{name}"));
        if own.is_null() { object::at(scene.pod, &format!("/spec/securityContext/{name}")) } else { own }
    };
    if field("runAsNonRoot") != &Value::Bool(true) {
        return None;
    }
    let image = scene.text("/image");
    let named = NAMED_USERS.iter().find(|(part, _)| image.contains(part));
    let why = match (field("runAsUser").as_i64(), named) {
        (Some(0), _) => "container's runAsUser breaks non-root policy".to_owned(),
        (Some(_), _) => return None,
        (None, _) if image.contains("rootless") => return None,
        (None, Some((_, user))) => format!(
            "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify user is non-root"
        ),
        (None, None) => "container has runAsNonRoot and image will run as root".to_owned(),
    };
    let pod = format!("{}_{}({})", object::name(scene.pod), scene.namespace(), object::uid(scene.pod));
    Some(Effect::ConfigError(format!("{why} (pod: \"{pod}\", container: {})", scene.text("/name"))))
}
