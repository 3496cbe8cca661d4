//! The typed structs that say which fields a built-in kind has.

use k8s_openapi::{
    api::{
        coordination::v1::Lease,
        core::v1::{
            ConfigMap, Event, LimitRange, Namespace, Node, PersistentVolume, ResourceQuota, Service,
            ServiceAccount,
        },
        node::v1::RuntimeClass,
        rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding},
        scheduling::v1::PriorityClass,
        storage::v1::StorageClass,
    },
    apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::resource::Resource;

/// The object after the way through its typed form; `None` for kinds that are stored as they come.
/// Fails, with the decoder's sentence, on a field of the wrong type.
pub(crate) fn known_fields(resource: &Resource, object: &Value) -> Result<Option<Value>, String> {
    let known = match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "ConfigMap") => through::<ConfigMap>(object),
        ("", "Event") => through::<Event>(object),
        ("", "LimitRange") => through::<LimitRange>(object),
        ("", "Namespace") => through::<Namespace>(object),
        ("", "Node") => through::<Node>(object),
        ("", "PersistentVolume") => through::<PersistentVolume>(object),
        ("", "ResourceQuota") => through::<ResourceQuota>(object),
        ("", "Service") => through::<Service>(object),
        ("", "ServiceAccount") => through::<ServiceAccount>(object),
        ("apiextensions.k8s.io", _) => through::<CustomResourceDefinition>(object),
        ("coordination.k8s.io", _) => through::<Lease>(object),
        ("node.k8s.io", _) => through::<RuntimeClass>(object),
        ("scheduling.k8s.io", _) => through::<PriorityClass>(object),
        ("storage.k8s.io", _) => through::<StorageClass>(object),
        (_, "ClusterRole") => through::<ClusterRole>(object),
        (_, "ClusterRoleBinding") => through::<ClusterRoleBinding>(object),
        (_, "Role") => through::<Role>(object),
        (_, "RoleBinding") => through::<RoleBinding>(object),
        _ => return Ok(None),
    };
    known.map(Some)
}

fn through<T: DeserializeOwned + Serialize>(object: &Value) -> Result<Value, String> {
    let typed: T = serde_path_to_error::deserialize(object)
        .map_err(|error| go_error(&error.path().to_string(), &error.inner().to_string()))?;
    serde_json::to_value(typed).map_err(|error| error.to_string())
}

/// Go's words for a value of the wrong type: `json: cannot unmarshal number into Go struct field
/// EnvVar.spec.containers.env.value of type string`.
fn go_error(path: &str, error: &str) -> String {
    let Some((found, expected)) =
        error.strip_prefix("invalid type: ").and_then(|it| it.split_once(", expected "))
    else {
        return error.to_owned();
    };
    // Go names the field that holds a map, not the key in it.
    let steps = path.split('.').map(without_index);
    let steps: Vec<&str> = steps
        .scan(false, |in_map, step| {
            (!*in_map).then(|| {
                *in_map = MAPS.contains(&step);
                step
            })
        })
        .collect();
    let path = steps.join(".");
    format!(
        "json: cannot unmarshal {} into Go struct field {}.{path} of type {}",
        go_found(found),
        owner(&path),
        go_expected(expected)
    )
}

/// Fields that are maps of texts.
const MAPS: &[&str] =
    &["data", "binaryData", "stringData", "labels", "annotations", "nodeSelector", "matchLabels"];

fn without_index(step: &str) -> &str {
    step.split('[').next().unwrap_or(step)
}

fn go_found(found: &str) -> &'static str {
    match found.split_whitespace().next().unwrap_or_default() {
        "integer" | "floating" => "number",
        "boolean" => "bool",
        "map" => "object",
        "sequence" => "array",
        _ => "string",
    }
}

fn go_expected(expected: &str) -> &str {
    match expected {
        "a string" => "string",
        "a boolean" => "bool",
        "a map" => "map[string]string",
        "a sequence" => "[]json.RawMessage",
        other => other.strip_prefix("struct ").unwrap_or(other),
    }
}

/// The Go struct that holds the last field of a path.
fn owner(path: &str) -> &'static str {
    let mut fields = path.rsplit('.').skip(1);
    match fields.next().unwrap_or_default() {
        "containers" | "initContainers" => "Container",
        "env" => "EnvVar",
        "ports" => "ContainerPort",
        "volumeMounts" => "VolumeMount",
        "volumes" => "Volume",
        "metadata" => "ObjectMeta",
        "resources" => "ResourceRequirements",
        "securityContext" => "SecurityContext",
        "startupProbe" | "livenessProbe" | "readinessProbe" => "Probe",
        "emptyDir" => "EmptyDirVolumeSource",
        "tolerations" => "Toleration",
        "spec" => "PodSpec",
        _ => "Object",
    }
}
