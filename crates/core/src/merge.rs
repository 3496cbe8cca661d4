//! Kubernetes' own merges, on plain values.
//!
//! [`strategic`] does what `kubectl patch --type strategic` and the API server do. It follows
//! `apimachinery/pkg/util/strategicpatch/patch.go` (v0.36) step by step, its quirks and error texts included; which
//! lists merge, and by which key, is the table in `schema`. The same keys hold from Kubernetes 1.27 to 1.36.

mod decode;
mod error;
mod go;
mod json;
mod list;
mod map;
mod order;
mod overlay;
mod schema;

use serde_json::Value;

pub use error::MergeError;
pub use json::json_merge_patch;
pub(crate) use overlay::begins_at_pod;
pub use overlay::{as_pod_patch, overlay};

/// What is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// A whole Pod.
    Pod,
    /// The `spec` of a Pod by itself.
    PodSpec,
    /// A PersistentVolumeClaim.
    PersistentVolumeClaim,
    /// A Secret.
    Secret,
}

/// Merges `patch` into `original` by strategic merge: mappings key by key, null deletes, lists as their field says, and
/// the directives `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList`.
///
/// The result is as the API server decodes it: no field is null and no directive is left.
///
/// # Errors
/// In the API server's words, with the place in the patch.
pub fn strategic(original: &Value, patch: &Value, root: Root) -> Result<Value, MergeError> {
    let (Value::Object(original), Value::Object(patch)) = (original, patch) else {
        return Err(MergeError::new("invalid JSON document"));
    };
    let merged = map::merge(original.clone(), patch.clone(), schema::Type::of_root(root))?;
    Ok(decode::as_decoded(Value::Object(merged)))
}
