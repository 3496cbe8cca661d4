//! Strategic merge patch.

use serde_json::Value;
use slipway_core::{
    merge::{self, Root},
    validate::Kind,
};

use crate::{
    admission::validated_kind,
    resource::Resource,
    status::{ApiError, Result},
};

/// Applies a strategic merge patch to an object of a built-in kind. Kinds without a table of their own have no lists
/// that merge but those of the metadata, which are the same for all.
pub(crate) fn patch(resource: &Resource, live: &Value, body: &Value) -> Result<Value> {
    let root = match validated_kind(resource) {
        Some(Kind::Pod) => Root::Pod,
        Some(Kind::PersistentVolumeClaim) => Root::PersistentVolumeClaim,
        Some(Kind::Secret) | None => Root::Secret,
    };
    merge::strategic(live, body, root).map_err(|error| ApiError::bad_request(error.to_string()))
}
