//! Strategic merge patch: the seam where a merge that knows Kubernetes' keys is put in.

use serde_json::Value;

use crate::{
    resource::Resource,
    status::{ApiError, Result},
};

/// Whether the sandbox can do strategic merges; without, it answers as the real server does for custom resources.
pub(crate) const AVAILABLE: bool = false;

/// Applies a strategic merge patch to an object of a built-in kind.
pub(crate) fn patch(resource: &Resource, _live: &Value, _body: &Value) -> Result<Value> {
    Err(ApiError::unsupported_media_type(&super::accepted(resource)))
}
