//! The metadata that the server owns.

use serde_json::{Value, json};

use super::Call;
use crate::{
    clock,
    cluster::Cluster,
    object, random,
    status::{ApiError, Cause, Result},
};

/// Completes the metadata of a new object from its URL.
pub(crate) fn for_create(cluster: &Cluster, call: &Call, new: &mut Value) -> Result<()> {
    place(call, new)?;
    if !object::text(new, "/metadata/resourceVersion").is_empty() {
        return Err(ApiError::internal("resourceVersion should not be set on objects to be created"));
    }
    let prefix = object::text(new, "/metadata/generateName").to_owned();
    if object::name(new).is_empty() && !prefix.is_empty() {
        object::put(new, "/metadata/name", format!("{prefix}{}", random::suffix()).into());
    }
    for field in
        ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields"]
    {
        object::take(new, &format!("/metadata/{field}"));
    }
    object::put(new, "/metadata/uid", random::uid().into());
    object::put(new, "/metadata/creationTimestamp", clock::now().into());
    if call.resource.generation {
        object::put(new, "/metadata/generation", 1.into());
    }
    drop_empty(new);
    check_namespace(cluster, call, object::name(new))
}

/// Leaves out the lists and maps of the metadata that hold nothing.
pub(crate) fn drop_empty(object: &mut Value) {
    for field in ["labels", "annotations", "finalizers", "ownerReferences", "managedFields"] {
        let pointer = format!("/metadata/{field}");
        let held = object::at(object, &pointer);
        if held.as_array().is_some_and(Vec::is_empty)
            || held.as_object().is_some_and(serde_json::Map::is_empty)
        {
            object::take(object, &pointer);
        }
    }
}

/// Puts an object where its URL says it is, and refuses one that says otherwise.
pub(crate) fn place(call: &Call, new: &mut Value) -> Result<()> {
    if call.resource.namespaced {
        if object::namespace(new).is_empty() {
            object::put(new, "/metadata/namespace", call.namespace.as_str().into());
        }
        if object::namespace(new) != call.namespace {
            return Err(ApiError::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
    } else {
        object::take(new, "/metadata/namespace");
    }
    let name = object::name(new);
    if !call.name.is_empty() && !name.is_empty() && name != call.name {
        return Err(ApiError::bad_request(format!(
            "the name of the object ({name}) does not match the name on the URL ({})",
            call.name
        )));
    }
    if !call.name.is_empty() {
        object::put(new, "/metadata/name", call.name.as_str().into());
    }
    Ok(())
}

/// Objects can only be created in a namespace that exists and is not going.
fn check_namespace(cluster: &Cluster, call: &Call, name: &str) -> Result<()> {
    if !call.resource.namespaced {
        return Ok(());
    }
    let namespaces = cluster.registry.find("", "v1", "namespaces").ok_or_else(ApiError::no_resource)?;
    let Some(namespace) = cluster.get("namespaces", "", &call.namespace) else {
        return Err(ApiError::not_found(&namespaces, &call.namespace));
    };
    if object::deleting(&namespace) {
        let why = format!(
            "unable to create new content in namespace {} because it is being terminated",
            call.namespace
        );
        let refused = ApiError::forbidden(&call.resource, name, &why);
        let going = format!("namespace {} is being terminated", call.namespace);
        return Err(refused.because(&[Cause::new("NamespaceTerminating", "metadata.namespace", going)]));
    }
    Ok(())
}

/// Keeps what an update cannot change.
pub(crate) fn for_update(live: &Value, new: &mut Value) {
    let kept = [
        "name",
        "namespace",
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generateName",
        "generation",
        "selfLink",
        "resourceVersion",
    ];
    for field in kept {
        object::copy(live, new, &format!("/metadata/{field}"));
    }
}

/// Refuses a write that was meant for another state of the object.
pub(crate) fn check_preconditions(call: &Call, live: &Value, new: &Value) -> Result<()> {
    let version = "/metadata/resourceVersion";
    let expected = object::text(new, version);
    if !expected.is_empty() && expected.parse::<u64>().is_err() {
        return Err(ApiError::internal(format!("strconv.ParseUint: parsing \"{expected}\": invalid syntax")));
    }
    if !expected.is_empty() && expected != object::text(live, version) {
        return Err(ApiError::modified(&call.resource, &call.name));
    }
    let uid = object::uid(new);
    if uid.is_empty() || uid == object::uid(live) {
        return Ok(());
    }
    if call.patching {
        let cause = Cause::invalid("metadata.uid", &uid.into(), "field is immutable");
        return Err(ApiError::invalid(&call.resource.group, &call.resource.kind, &call.name, &[cause]));
    }
    Err(ApiError::conflict(&call.resource, &call.name, &uid_mismatch(call, uid, object::uid(live))))
}

/// The sentence for a uid that is not that of the object; the real server tells of its storage.
pub(crate) fn uid_mismatch(call: &Call, expected: &str, found: &str) -> String {
    let mut key =
        vec!["/registry", call.resource.group.as_str(), &call.resource.plural, &call.namespace, &call.name];
    key.retain(|part| !part.is_empty());
    format!(
        "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: \
         UID in precondition: {expected}, UID in object meta: {found}",
        key.join("/")
    )
}

/// Nobody may hold up an object that is going.
pub(crate) fn check_finalizers(call: &Call, live: &Value, new: &Value) -> Result<()> {
    let finalizers = "/metadata/finalizers";
    let had = object::texts(live, finalizers);
    let added: Vec<String> = object::texts(new, finalizers)
        .iter()
        .filter(|it| !had.contains(it))
        .map(|it| Value::from(*it).to_string())
        .collect();
    if !object::deleting(live) || added.is_empty() {
        return Ok(());
    }
    let why = format!(
        "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
        added.join(", ")
    );
    let cause = Cause::forbidden("metadata.finalizers", &why);
    Err(ApiError::invalid(&call.resource.group, &call.resource.kind, &call.name, &[cause]))
}

/// Counts a change of the desired state.
pub(crate) fn count_generation(call: &Call, live: &Value, new: &mut Value) {
    if call.resource.generation && desired(call, live) != desired(call, new) {
        bump_generation(new);
    }
}

/// Adds one to `metadata.generation` of an object that has one.
pub(crate) fn bump_generation(object: &mut Value) {
    if let Some(generation) = object::number(object, "/metadata/generation") {
        object::put(object, "/metadata/generation", json!(generation + 1));
    }
}

fn desired(call: &Call, object: &Value) -> Value {
    let mut desired = object.clone();
    object::take(&mut desired, "/metadata");
    if call.resource.status {
        object::take(&mut desired, "/status");
    }
    desired
}
