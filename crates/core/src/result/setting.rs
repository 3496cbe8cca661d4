//! Which setting a part of the generated pod comes from.

use serde_json::Value;

use crate::generate::{OWN_DIRECTORIES, PULL_IMAGES};
use crate::path::{Path, Segment};

/// The field of the configuration that made the pod's field at `path`.
pub(super) fn of(path: &Path, pod: &Value) -> String {
    let segments: Vec<&Segment> = path.segments().iter().collect();
    match segments.as_slice() {
        [Segment::Key(metadata), Segment::Key(field), ..] if metadata == "metadata" => match field.as_str() {
            "labels" => "instance.labels",
            "annotations" => "instance.annotations",
            _ => "instance.namePrefix",
        }
        .to_owned(),
        [_, Segment::Key(list), Segment::Index(index), rest @ ..] => {
            let item = pod.pointer(&format!("/spec/{list}/{index}")).unwrap_or(&Value::Null);
            match list.as_str() {
                "volumes" => volume(name(item)),
                "containers" | "initContainers" => container(item, rest),
                other => of_spec(other).to_owned(),
            }
        }
        [_, Segment::Key(field), ..] => of_spec(field).to_owned(),
        _ => "instance".to_owned(),
    }
}

fn of_spec(field: &str) -> &'static str {
    match field {
        "tolerations" => "instance.tolerations",
        "nodeSelector" => "instance.nodeSelector",
        "serviceAccountName" => "instance.serviceAccount",
        "priorityClassName" => "instance.priorityClass",
        "terminationGracePeriodSeconds" => "instance.terminationGraceSeconds",
        "imagePullSecrets" => "image.registryCredentials",
        _ => "instance",
    }
}

fn container(container: &Value, rest: &[&Segment]) -> String {
    let daemon = container.pointer("/securityContext/privileged") == Some(&Value::Bool(true));
    let field = match (rest, daemon) {
        ([Segment::Key(list), Segment::Index(index), ..], _) if list == "volumeMounts" => {
            return volume(
                container.pointer(&format!("/volumeMounts/{index}")).map(name).unwrap_or_default(),
            );
        }
        ([Segment::Key(field), ..], true) => match field.as_str() {
            "env" => "image.docker.daemon.env",
            "args" => "image.docker.daemon.extraArgs",
            "startupProbe" => "image.docker.daemon.startupProbe.kind",
            "resources" => "instance.size.agentShare",
            _ => "image.docker.daemon.containerName",
        },
        ([Segment::Key(field), ..], false) => match field.as_str() {
            "env" => "instance.env",
            "image" => "image.agentImage",
            "resources" => "instance.size.preset",
            // The names of the containers Slipway adds are its own: the others give way.
            "name" if matches!(name(container), PULL_IMAGES | OWN_DIRECTORIES) => {
                "image.docker.daemon.containerName"
            }
            _ => "instance.profile.generic.containerName",
        },
        _ => "instance",
    };
    field.to_owned()
}

fn volume(name: &str) -> String {
    match name {
        "home" => "instance.profile.generic.home",
        "workspace" => "instance.workspace",
        "docker-socket" => "image.docker.mode",
        "docker-data" => "image.docker.daemon.data.kind",
        "docker-siblings" => "image.docker.hostSocket.dataDirectory",
        "docker-binary" => "image.docker.hostSocket.dockerBinary",
        _ => match name.strip_prefix("docker-library-") {
            Some(index) => return format!("image.docker.hostSocket.libraries[{index}]"),
            None => "image.docker.mode",
        },
    }
    .to_owned()
}

fn name(item: &Value) -> &str {
    item.get("name").and_then(Value::as_str).unwrap_or_default()
}
