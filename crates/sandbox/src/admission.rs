//! Between decoding and storing: defaults, the admission plugins, validation.
//!
//! - `data`, `names`: rules of small kinds and of all metadata
//! - `defaults`: what the API server fills in, by kind
//! - `pod`: the plugins that complete a pod: service account, priority, runtime class, tolerations
//! - `validation`: field rules; `immutable`: what an update may not change
//! - `pod_security`: pod security admission by namespace label
//! - `quota`: resource quotas

mod data;
mod defaults;
mod immutable;
mod names;
mod pod;
mod pod_security;
mod quota;
mod validation;

use serde_json::Value;

pub(crate) use validation::kind as validated_kind;

use crate::{
    cluster::Cluster,
    crd, faults, object,
    resource::Resource,
    status::{ApiError, Cause, Result},
};

/// Completes and checks a new object.
pub(crate) fn create(cluster: &Cluster, resource: &Resource, new: &mut Value) -> Result<()> {
    if let Some(served) = &resource.custom {
        crd::apply_defaults(&served.schema, new);
    }
    defaults::complete(cluster, resource, new);
    defaults::initial(cluster, resource, new);
    if resource.is_core("pods") {
        pod::complete(cluster, resource, new)?;
    }
    refuse(resource, new, causes(cluster, resource, new))?;
    if resource.is_core("pods") {
        pod_security::check(cluster, resource, new)?;
    }
    quota::check(cluster, resource, new)
}

/// Completes and checks the new state of an existing object.
pub(crate) fn update(cluster: &Cluster, resource: &Resource, old: &Value, new: &mut Value) -> Result<()> {
    if let Some(served) = &resource.custom {
        crd::apply_defaults(&served.schema, new);
    }
    defaults::complete(cluster, resource, new);
    if resource.is_core("pods") {
        pod::tolerations(new);
    }
    let mut found = immutable::causes(resource, old, new);
    if found.is_empty() {
        found = causes(cluster, resource, new);
    }
    refuse(resource, new, found)?;
    immutable::expansion(cluster, resource, old, new)
}

/// Checks the new status of an existing object.
pub(crate) fn update_status(resource: &Resource, new: &mut Value) -> Result<()> {
    if let Some(served) = &resource.custom {
        crd::apply_defaults(&served.schema, new);
    }
    let found = resource.custom.as_ref().map(|served| crd::validate(&served.schema, new)).unwrap_or_default();
    let found = found.into_iter().map(within_status).collect();
    refuse(resource, new, found)
}

/// Of a status the sentences name the field from there on.
fn within_status(cause: Cause) -> Cause {
    let Some(field) = cause.field.strip_prefix("status.") else { return cause };
    let message = cause.message.replace(&format!("{} in body", cause.field), &format!("{field} in body"));
    Cause { message, ..cause }
}

/// Fills in what a new object gets before any plugin sees it: what its creator owns.
pub(crate) fn fill_in(cluster: &Cluster, resource: &Resource, new: &mut Value) {
    if let Some(served) = &resource.custom {
        crd::apply_defaults(&served.schema, new);
    }
    let given = new.pointer("/spec/clusterIP").is_some();
    if !resource.is_core("services") || given {
        defaults::complete(cluster, resource, new);
    }
}

const PLAIN_FINALIZER: &str = "prefer a domain-qualified finalizer name to avoid accidental conflicts with other \
    finalizer writers";

/// What is said about a new object that is taken as it is.
pub(crate) fn warnings(cluster: &Cluster, resource: &Resource, new: &Value) -> Vec<String> {
    if resource.is_core("pods") {
        return pod_security::warnings(cluster, new);
    }
    let finalizers = object::texts(new, "/metadata/finalizers").into_iter();
    let plain = finalizers.filter(|it| resource.custom.is_some() && !it.contains('/'));
    plain.map(|it| format!("metadata.finalizers: \"{it}\": {PLAIN_FINALIZER}")).collect()
}

fn causes(cluster: &Cluster, resource: &Resource, new: &Value) -> Vec<Cause> {
    let mut causes = names::causes(resource, new);
    causes.extend(data::causes(resource, new));
    causes.extend(validation::causes(resource, cluster.options.version, new));
    if let Some(served) = &resource.custom {
        causes.extend(crd::validate(&served.schema, new));
    }
    if resource.storage == "customresourcedefinitions" {
        causes.extend(crd::definition_causes(new));
    }
    if resource.is_core("namespaces") {
        causes.extend(faults::causes(cluster, new));
    }
    causes
}

fn refuse(resource: &Resource, new: &Value, causes: Vec<Cause>) -> Result<()> {
    if causes.is_empty() {
        return Ok(());
    }
    // Events are those of the core group, however they are written.
    let group = if resource.storage == "events" { "" } else { &resource.group };
    Err(ApiError::invalid(group, &resource.kind, object::name(new), &causes))
}
