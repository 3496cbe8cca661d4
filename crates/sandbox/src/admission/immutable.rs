//! What an update may not change.

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    object,
    resource::Resource,
    status::{ApiError, Cause, Result},
};

const POD: &str = "pod updates may not change fields other than `spec.containers[*].image`,\
    `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing \
    tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
const CONTAINERS: &str = "pod updates may not add or remove containers";
const INIT_CONTAINERS: &str = "pod updates may not add or remove init containers";
const TOLERATIONS: &str = "existing toleration can not be modified except its tolerationSeconds";
const CLAIM: &str = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
const DATA: &str = "field is immutable when `immutable` is set";

/// The forbidden changes.
pub(crate) fn causes(resource: &Resource, old: &Value, new: &Value) -> Vec<Cause> {
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => pod(old, new),
        ("", "PersistentVolumeClaim") => claim(old, new),
        ("", "Secret") => secret_type(old, new).into_iter().chain(data(old, new)).collect(),
        ("", "ConfigMap") => data(old, new),
        _ => Vec::new(),
    }
}

fn pod(old: &Value, new: &Value) -> Vec<Cause> {
    for list in ["containers", "initContainers"] {
        let count = |pod: &Value| object::items(pod, &format!("/spec/{list}")).len();
        if count(old) != count(new) {
            let why = if list == "containers" { CONTAINERS } else { INIT_CONTAINERS };
            return vec![Cause::forbidden(format!("spec.{list}"), why)];
        }
    }
    let additions = object::items(new, "/spec/tolerations");
    let kept = object::items(old, "/spec/tolerations").iter().all(|it| additions.contains(it));
    let mut causes = Vec::new();
    if !kept {
        causes.push(Cause::forbidden("spec.tolerations", TOLERATIONS));
    }
    if fixed_pod_spec(old) != fixed_pod_spec(new) {
        causes.push(Cause::forbidden("spec", POD));
    }
    causes
}

/// The part of a pod's spec that cannot change.
fn fixed_pod_spec(pod: &Value) -> Value {
    let mut spec = object::at(pod, "/spec").clone();
    for list in ["/containers", "/initContainers"] {
        for container in spec.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            object::take(container, "/image");
        }
    }
    for field in ["/activeDeadlineSeconds", "/tolerations"] {
        object::take(&mut spec, field);
    }
    if object::number(pod, "/spec/terminationGracePeriodSeconds").is_some_and(|seconds| seconds < 0) {
        object::put(&mut spec, "/terminationGracePeriodSeconds", 1.into());
    }
    spec
}

fn claim(old: &Value, new: &Value) -> Vec<Cause> {
    let bound = object::text(old, "/status/phase") == "Bound";
    let fixed = |claim: &Value| {
        let mut spec = object::at(claim, "/spec").clone();
        if bound {
            object::take(&mut spec, "/resources");
            object::take(&mut spec, "/volumeAttributesClassName");
        }
        // The binder, not a user, sets the volume of a claim that has none.
        if object::text(old, "/spec/volumeName").is_empty() {
            object::take(&mut spec, "/volumeName");
        }
        spec
    };
    if fixed(old) != fixed(new) {
        return vec![Cause::forbidden("spec", CLAIM)];
    }
    if requested(old).is_some_and(|had| requested(new).is_some_and(|now| had > now)) {
        let detail = "field can not be less than status.capacity";
        return vec![Cause::forbidden("spec.resources.requests.storage", detail)];
    }
    Vec::new()
}

fn requested(claim: &Value) -> Option<crate::quantity::Quantity> {
    crate::quantity::parse(object::text(claim, "/spec/resources/requests/storage"))
}

fn secret_type(old: &Value, new: &Value) -> Option<Cause> {
    let (had, now) = (object::at(old, "/type"), object::at(new, "/type"));
    (had != now).then(|| Cause::invalid("type", now, "field is immutable"))
}

fn data(old: &Value, new: &Value) -> Vec<Cause> {
    if !object::flag(old, "/immutable") {
        return Vec::new();
    }
    let fields = ["immutable", "data", "binaryData"];
    let changed = fields.iter().filter(|field| old.get(**field) != new.get(**field));
    changed.map(|field| Cause::forbidden(*field, DATA)).collect()
}

/// A claim can only grow when its storage class allows it.
pub(crate) fn expansion(cluster: &Cluster, resource: &Resource, old: &Value, new: &Value) -> Result<()> {
    let grows = resource.is_core("persistentvolumeclaims")
        && requested(new).is_some_and(|now| requested(old).is_some_and(|had| now > had));
    if !grows || class_allows_expansion(cluster, new) {
        return Ok(());
    }
    let why = "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must \
        support resize";
    Err(ApiError::forbidden(resource, object::name(new), why))
}

fn class_allows_expansion(cluster: &Cluster, claim: &Value) -> bool {
    let class = cluster.get("storageclasses", "", object::text(claim, "/spec/storageClassName"));
    class.is_some_and(|class| *object::at(&class, "/allowVolumeExpansion") == json!(true))
}
