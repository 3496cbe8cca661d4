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
    let label = |name: &str| object::entry(&namespace, "/metadata/labels", name).and_then(Value::as_str);
    let version = label("pod-security.kubernetes.io/enforce-version").unwrap_or("latest");
    let Some(level) = label("pod-security.kubernetes.io/enforce").and_then(Level::parse) else {
        return Ok(());
    };
    let violations = PodSecurity::violations(pod, level);
    if violations.is_empty() {
        return Ok(());
    }
    let why = format!("violates PodSecurity \"{}:{version}\": {}", level.as_str(), violations.join(", "));
    Err(ApiError::forbidden(resource, object::name(pod), &why))
}
