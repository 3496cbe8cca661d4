//! Which setting a field of an object comes from.

use serde_json::Value;
use slipway_core::config::Config;

use crate::errors::ApiError;

/// Where a field of an object was set, in the order they are tried; the second is a prefix of the path.
const SETTINGS: [(&str, &str, &str); 10] = [
    ("PersistentVolumeClaim", "spec.resources", "instance.storage.size"),
    ("PersistentVolumeClaim", "spec.storageClassName", "instance.storage.class"),
    ("Pod", "spec.nodeSelector", "instance.nodeSelector"),
    ("Pod", "spec.tolerations", "instance.tolerations"),
    ("Pod", "spec.serviceAccountName", "instance.serviceAccount"),
    ("Pod", "spec.priorityClassName", "instance.priorityClass"),
    ("Pod", "spec.terminationGracePeriodSeconds", "instance.terminationGraceSeconds"),
    ("Pod", "metadata.labels", "instance.labels"),
    ("Pod", "metadata.annotations", "instance.annotations"),
    ("", "metadata.name", "instance.namePrefix"),
];

/// The same problem, its fields with the settings they come from where that is known.
pub(super) fn located(problem: ApiError, object: &Value, config: &Config) -> ApiError {
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default();
    let fields = problem.problem().fields.iter().cloned();
    let fields = fields.map(|mut field| {
        if let Some(path) = &field.object_path {
            field.path = setting(kind, path, object, config).unwrap_or_default().to_owned();
        }
        field
    });
    let fields = fields.collect();
    problem.with_fields(fields)
}

fn setting(kind: &str, path: &str, object: &Value, config: &Config) -> Option<&'static str> {
    if let Some(field) = container_field(path) {
        return of_container(field, path, object, config);
    }
    let rows = SETTINGS.iter().filter(|(of, _, _)| of.is_empty() || *of == kind);
    rows.filter(|(_, prefix, _)| path.starts_with(prefix)).map(|(_, _, setting)| *setting).next()
}

/// What follows the container in `spec.containers[0].image`.
fn container_field(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("spec.containers[").or_else(|| path.strip_prefix("spec.initContainers["))?;
    rest.split_once("].").map(|(_, field)| field)
}

fn of_container(field: &str, path: &str, object: &Value, config: &Config) -> Option<&'static str> {
    let is_agent = is_agent(path, object);
    let has_daemon = config.image.docker.mode.has_daemon();
    match field.split(['.', '[']).next()? {
        "image" if is_agent => Some("image.agentImage"),
        "image" if has_daemon => Some("image.docker.daemon.image"),
        "name" if is_agent => Some("instance.profile"),
        "name" if has_daemon => Some("image.docker.daemon.containerName"),
        "env" if is_agent => Some("instance.env"),
        "env" if has_daemon => Some("image.docker.daemon.env"),
        "resources" => Some("instance.size"),
        "imagePullPolicy" if is_agent => Some("image.pullPolicy"),
        "startupProbe" => Some("image.docker.daemon.startupProbe"),
        _ => None,
    }
}

/// Whether a path is about the agent's container.
fn is_agent(path: &str, object: &Value) -> bool {
    let agent = object.pointer("/metadata/annotations/kubectl.kubernetes.io~1default-container");
    let pointer = path.split("].").next().unwrap_or_default().replace(['.', '['], "/");
    let name = object.pointer(&format!("/{pointer}/name"));
    agent.is_some() && agent == name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_of_an_object_names_the_setting_it_comes_from() {
        let pod = json!({
            "metadata": {"annotations": {"kubectl.kubernetes.io/default-container": "agent"}},
            "spec": {"initContainers": [{"name": "docker"}], "containers": [{"name": "agent"}]},
        });
        for (kind, path, expected) in [
            ("Pod", "spec.containers[0].image", Some("image.agentImage")),
            ("Pod", "spec.initContainers[0].image", Some("image.docker.daemon.image")),
            ("Pod", "spec.containers[0].env[2].name", Some("instance.env")),
            ("Pod", "spec.containers[0].resources.requests", Some("instance.size")),
            ("Pod", "spec.priorityClassName", Some("instance.priorityClass")),
            ("PersistentVolumeClaim", "spec.resources[storage]", Some("instance.storage.size")),
            ("PersistentVolumeClaim", "metadata.name", Some("instance.namePrefix")),
            ("Pod", "spec.dnsPolicy", None),
        ] {
            assert_eq!(setting(kind, path, &pod, &Config::default()), expected, "{path}");
        }
    }
}
