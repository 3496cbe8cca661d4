//! Pod security admission: the namespace label `pod-security.kubernetes.io/enforce`.

use serde_json::Value;
use slipway_core::validate::{Level, PodSecurity};

use crate::{
    cluster::Cluster,
    object,
    resource::Resource,
    status::{ApiError, Result},
};

/// Refuses a pod that violates the level its namespace enforces.
pub(crate) fn check(cluster: &Cluster, resource: &Resource, pod: &Value) -> Result<()> {
    let Some(namespace) = cluster.get("namespaces", "", object::namespace(pod)) else {
        return Ok(());
    };
    match violated(&namespace, "enforce", pod) {
        Some(what) => Err(ApiError::forbidden(resource, object::name(pod), &format!("violates {what}"))),
        None => Ok(()),
    }
}

/// What is said about a pod that violates the level of which its namespace only warns.
pub(crate) fn warnings(cluster: &Cluster, pod: &Value) -> Vec<String> {
    let namespace = cluster.get("namespaces", "", object::namespace(pod));
    let what = namespace.and_then(|namespace| violated(&namespace, "warn", pod));
    what.map(|what| format!("would violate {what}")).into_iter().collect()
}

/// `PodSecurity "baseline:latest": host namespaces (...)`, for the level under one of the namespace's labels.
fn violated(namespace: &Value, mode: &str, pod: &Value) -> Option<String> {
    let label = |name: &str| object::entry(namespace, "/metadata/labels", name).and_then(Value::as_str);
    let version = label(&format!("pod-security.kubernetes.io/{mode}-version")).unwrap_or("latest");
    let level = label(&format!("pod-security.kubernetes.io/{mode}")).and_then(Level::parse)?;
    let violations = PodSecurity::violations(pod, level);
    let what = || format!("PodSecurity \"{}:{version}\": {}", level.as_str(), violations.join(", "));
    (!violations.is_empty()).then(what)
}
