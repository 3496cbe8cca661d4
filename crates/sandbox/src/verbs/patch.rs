//! Patch, server-side apply among them.

use serde_json::{Value, json};

use super::{
    Call, Written, create, metadata, present,
    update::{Proposal, change},
    view,
};
use crate::{
    apply,
    cluster::Cluster,
    decode::{Decoded, FieldValidation, decode},
    object,
    patch::{self, PatchType},
    status::{ApiError, Cause, Result},
};

/// Applies a patch to an object; server-side apply creates it when it does not exist.
pub(crate) fn patch(cluster: &Cluster, call: &Call, kind: PatchType, body: Value) -> Result<Written> {
    if kind == PatchType::Apply {
        return server_side_apply(cluster, call, body);
    }
    change(cluster, call, |live| {
        let shown = present(&call.resource, &std::sync::Arc::new(live.clone()));
        let patched = patch::patch(&call.resource, kind, &shown, &body)?;
        let decoded = decode(&call.resource, patched.clone(), call.params.field_validation());
        let Decoded { object, warnings } = decoded.map_err(|error| unreadable(call, &patched, error))?;
        let mut object = view::store_form(&call.resource, object);
        metadata::place(call, &mut object)?;
        Ok(Proposal { object, warnings, applied: false })
    })
}

/// The result of a patch that is no object of its kind any more: the fault is the patch's.
fn unreadable(call: &Call, patched: &Value, error: ApiError) -> ApiError {
    let known = format!(" cannot be handled as a {}: ", call.resource.kind);
    match error.message.split_once(&known) {
        Some((_, why)) if call.resource.custom.is_none() => {
            let cause = Cause::invalid("patch", &patched.to_string().into(), why);
            ApiError::invalid("", "", "", &[cause])
        }
        _ => error,
    }
}

fn server_side_apply(cluster: &Cluster, call: &Call, body: Value) -> Result<Written> {
    if call.params.text("fieldManager").is_empty() {
        let cause = Cause::required("fieldManager", "is required for apply patch");
        return Err(ApiError::invalid("meta.k8s.io", "PatchOptions", "", &[cause]));
    }
    let config = configuration(call, body)?;
    let exists = cluster.store.get(&call.key()).is_some();
    if !exists && call.subresource.is_empty() {
        return create_applied(cluster, call, &config);
    }
    let (writer, force) = (call.writer(true), call.params.flag("force"));
    change(cluster, call, |live| {
        let mut object = apply::apply(&call.resource, live, &config, &writer, force)?;
        // Only a version that the configuration itself names is a precondition.
        object::copy(&config, &mut object, "/metadata/resourceVersion");
        object::copy(&config, &mut object, "/metadata/uid");
        let decoded = decode(&call.resource, object, FieldValidation::Ignore)?;
        Ok(Proposal { object: decoded.object, warnings: Vec::new(), applied: true })
    })
}

fn create_applied(cluster: &Cluster, call: &Call, config: &Value) -> Result<Written> {
    if !object::text(config, "/metadata/uid").is_empty() {
        let why = super::metadata::uid_mismatch(call, object::uid(config), "");
        return Err(ApiError::conflict(&call.resource, &call.name, &why));
    }
    let applied = apply::apply(&call.resource, &Value::Null, config, &call.writer(true), true)?;
    let managed = object::at(&applied, "/metadata/managedFields").clone();
    let mut new = applied;
    // A version is a precondition of a change, and this is none.
    object::take(&mut new, "/metadata/resourceVersion");
    create::prepare(cluster, call, &mut new)?;
    object::put(&mut new, "/metadata/managedFields", managed);
    let object = create::store(cluster, call, new)?;
    Ok(Written { object, created: true, warnings: Vec::new() })
}

/// The applied configuration: decoded, in its place, and without the part that is not this endpoint's to set.
fn configuration(call: &Call, body: Value) -> Result<Value> {
    if !object::at(&body, "/metadata/managedFields").is_null() {
        return Err(ApiError::bad_request("metadata.managedFields must be nil"));
    }
    let (version, kind) = (object::text(&body, "/apiVersion"), object::text(&body, "/kind"));
    if version != call.resource.api_version() || kind != call.resource.kind {
        let version = if version.contains('/') { version.to_owned() } else { format!("/{version}") };
        return Err(ApiError::bad_request(format!("invalid object type: {version}, Kind={kind}")));
    }
    if object::name(&body).is_empty() {
        let why = "was undeterminable: name must be provided";
        return Err(ApiError::bad_request(format!(
            "the name of the object ({} based on URL) {why}",
            call.name
        )));
    }
    let named = !object::namespace(&body).is_empty();
    let Decoded { object, warnings } = decode(&call.resource, body, FieldValidation::Warn)?;
    if let Some(first) = warnings.first() {
        return Err(undeclared(call, &object, first));
    }
    let mut config = view::store_form(&call.resource, object);
    metadata::place(call, &mut config)?;
    if !named {
        // The merge takes it from the live object, and messages say what the configuration says.
        object::take(&mut config, "/metadata/namespace");
    }
    if call.subresource == "status" {
        let version = object::at(&config, "/metadata/resourceVersion").clone();
        config = json!({
            "apiVersion": config.get("apiVersion"), "kind": config.get("kind"),
            "metadata": { "name": object::at(&config, "/metadata/name"), "namespace": object::at(&config, "/metadata/namespace") },
            "status": object::at(&config, "/status"),
        });
        // Still a precondition.
        if !version.is_null() {
            object::put(&mut config, "/metadata/resourceVersion", version);
        }
    } else if call.resource.status {
        object::take(&mut config, "/status");
    }
    Ok(config)
}

/// The sentence of server-side apply for a field that the schema does not have.
fn undeclared(call: &Call, config: &Value, warning: &str) -> ApiError {
    let field =
        warning.strip_prefix("unknown field \"").and_then(|it| it.strip_suffix('"')).unwrap_or(warning);
    let version = if call.resource.group.is_empty() {
        format!("/{}", call.resource.version)
    } else {
        call.resource.api_version()
    };
    ApiError::internal(format!(
        "failed to create typed patch object ({}/{}; {version}, Kind={}): .{}: field not declared in schema",
        object::namespace(config),
        object::name(config),
        call.resource.kind,
        with_names(config, field)
    ))
}

/// `spec.containers[name="agent"].imagee` for `spec.containers[0].imagee`.
fn with_names(config: &Value, field: &str) -> String {
    let mut shown = Vec::new();
    let mut pointer = String::new();
    for step in field.split('.') {
        let (name, index) =
            step.split_once('[').map_or((step, None), |(name, rest)| (name, rest.strip_suffix(']')));
        pointer = format!("{pointer}/{name}");
        let Some(index) = index else {
            shown.push(name.to_owned());
            continue;
        };
        pointer = format!("{pointer}/{index}");
        let key = config.pointer(&pointer).and_then(|item| item.get("name"));
        shown.push(key.map_or_else(|| step.to_owned(), |key| format!("{name}[name={key}]")));
    }
    shown.join(".")
}
