//! Update, and the way every change of an existing object takes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Call, Written, create::after_write, metadata, present, view};
use crate::{
    admission, apply,
    cluster::Cluster,
    decode::decode,
    object,
    status::{ApiError, Cause, Result},
    store::Refused,
};

/// How often a change that may be repeated is; each loss means another write won.
const ATTEMPTS: usize = 100;

/// The new state of an object, as a request asks for it.
pub(crate) struct Proposal {
    pub(crate) object: Value,
    pub(crate) warnings: Vec<String>,
    /// Whether the managed fields are already those of the new state.
    pub(crate) applied: bool,
}

/// Replaces an object, or its status.
pub(crate) fn update(cluster: &Cluster, call: &Call, body: Value) -> Result<Written> {
    let decoded = decode(&call.resource, body, call.params.field_validation())?;
    let mut new = view::store_form(&call.resource, decoded.object);
    metadata::place(call, &mut new)?;
    if call.resource.custom.is_some() && object::text(&new, "/metadata/resourceVersion").is_empty() {
        cluster.store.get(&call.key()).ok_or_else(|| call.not_found())?;
        let message = "Invalid value: 0: must be specified for an update";
        let cause = Cause::new("FieldValueInvalid", "metadata.resourceVersion", message);
        return Err(ApiError::invalid(&call.resource.group, &call.resource.plural, &call.name, &[cause]));
    }
    change(cluster, call, |_| {
        Ok(Proposal { object: new.clone(), warnings: decoded.warnings.clone(), applied: false })
    })
}

/// Changes an object to what `propose` makes of it. A change that lost a race is proposed again, unless the proposal
/// itself names the version it is for.
pub(crate) fn change(
    cluster: &Cluster,
    call: &Call,
    propose: impl Fn(&Value) -> Result<Proposal>,
) -> Result<Written> {
    let key = call.key();
    for _ in 0..ATTEMPTS {
        let live = cluster.store.get(&key).ok_or_else(|| call.not_found())?;
        let proposal = propose(&live)?;
        metadata::check_preconditions(call, &live, &proposal.object)?;
        let warnings = proposal.warnings.clone();
        let new = finish(cluster, call, &live, proposal)?;
        let answer = |object| Written { object: present(&call.resource, &object), created: false, warnings };
        if new == *live {
            return Ok(answer(live));
        }
        if call.params.dry_run() {
            return Ok(answer(Arc::new(new)));
        }
        match cluster.commit(&key, &live, new) {
            Ok(stored) => return Ok(answer(after_write(cluster, call, stored))),
            Err(Refused::Missing | Refused::Exists) => return Err(call.not_found()),
            Err(Refused::Stale) => {}
        }
    }
    Err(ApiError::modified(&call.resource, &call.name))
}

/// Completes and checks the new state.
fn finish(cluster: &Cluster, call: &Call, live: &Value, proposal: Proposal) -> Result<Value> {
    let Proposal { object: mut new, warnings: _, applied } = proposal;
    metadata::for_update(live, &mut new);
    metadata::check_finalizers(call, live, &new)?;
    let reset = !applied && *object::at(&new, "/metadata/managedFields") == json!([{}]);
    if reset {
        object::take(&mut new, "/metadata/managedFields");
    } else if !applied {
        object::copy(live, &mut new, "/metadata/managedFields");
    }
    if call.subresource == "status" {
        new = with_status_of(call, live, &new);
        admission::update_status(&call.resource, &mut new)?;
    } else {
        if call.resource.status {
            object::copy(live, &mut new, "/status");
        }
        admission::update(cluster, &call.resource, live, &mut new)?;
        metadata::count_generation(call, live, &mut new);
    }
    metadata::drop_empty(&mut new);
    if !applied && !reset {
        apply::record_update(&call.resource, live, &mut new, &call.writer(false));
    }
    Ok(new)
}

/// A write of the status changes nothing else.
fn with_status_of(call: &Call, live: &Value, new: &Value) -> Value {
    let mut result = live.clone();
    object::copy(new, &mut result, "/status");
    object::copy(new, &mut result, "/metadata/managedFields");
    if call.resource.custom.is_some() {
        return result;
    }
    // With built-in kinds labels, annotations and finalizers come along.
    let metadata = ["labels", "annotations", "finalizers", "ownerReferences"];
    metadata.iter().for_each(|field| object::copy(new, &mut result, &format!("/metadata/{field}")));
    result
}
