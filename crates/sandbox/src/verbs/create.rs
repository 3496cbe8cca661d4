//! Create.

use std::sync::Arc;

use serde_json::Value;

use super::{Call, Written, metadata, present, view};
use crate::{
    admission, apply,
    cluster::Cluster,
    crd,
    decode::decode,
    object,
    status::{ApiError, Result},
};

/// Creates an object.
pub(crate) fn create(cluster: &Cluster, call: &Call, body: Value) -> Result<Written> {
    let decoded = decode(&call.resource, body, call.params.field_validation())?;
    let mut new = view::store_form(&call.resource, decoded.object);
    let mut owned = new.clone();
    prepare(cluster, call, &mut new)?;
    metadata::place(call, &mut owned)?;
    object::take(&mut owned, "/metadata/managedFields");
    admission::fill_in(cluster, &call.resource, &mut owned);
    record(call, &mut owned);
    object::copy(&owned, &mut new, "/metadata/managedFields");
    let mut warnings = decoded.warnings;
    warnings.extend(admission::warnings(cluster, &call.resource, &new));
    let object = store(cluster, call, new)?;
    Ok(Written { object, created: true, warnings })
}

/// Who creates an object owns all of it but the status and what plugins add, which is the server's.
fn record(call: &Call, new: &mut Value) {
    let status = if call.resource.status { object::take(new, "/status") } else { None };
    apply::record_update(&call.resource, &Value::Null, new, &call.writer(false));
    if let Some(status) = status {
        object::put(new, "/status", status);
    }
}

/// Completes and checks an object that does not exist yet.
pub(crate) fn prepare(cluster: &Cluster, call: &Call, new: &mut Value) -> Result<()> {
    metadata::for_create(cluster, call, new)?;
    if call.resource.status {
        object::take(new, "/status");
    }
    let resource = &call.resource;
    if let Some(there) = cluster.store.get(&resource.key(&call.namespace, object::name(new))) {
        if object::deleting(&there) {
            return Err(ApiError::still_there(resource, object::name(new)));
        }
        return Err(ApiError::already_exists(resource, object::name(new)));
    }
    admission::create(cluster, resource, new)
}

/// Stores a completed new object.
pub(crate) fn store(cluster: &Cluster, call: &Call, new: Value) -> Result<Arc<Value>> {
    let name = object::name(&new).to_owned();
    if call.params.dry_run() {
        return Ok(present(&call.resource, &Arc::new(new)));
    }
    let key = call.resource.key(&call.namespace, &name);
    let stored =
        cluster.store.create(&key, new).map_err(|_| ApiError::already_exists(&call.resource, &name))?;
    Ok(present(&call.resource, &after_write(cluster, call, stored)))
}

/// What must be true as soon as a write is answered: a definition serves its resource.
pub(crate) fn after_write(cluster: &Cluster, call: &Call, stored: Arc<Value>) -> Arc<Value> {
    if call.resource.storage != "customresourcedefinitions" {
        return stored;
    }
    crd::establish(cluster, &stored);
    let key = call.resource.key("", object::name(&stored));
    cluster.store.get(&key).unwrap_or(stored)
}
