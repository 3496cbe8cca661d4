//! Field rules of built-in kinds: the seam where a full validator is put in.

use serde_json::Value;

use crate::status::Cause;

/// Whether [`causes`] checks the whole object of a kind, its name included.
pub(crate) fn covers(_kind: &str) -> bool {
    false
}

/// Everything that is wrong with an object of a built-in kind.
pub(crate) fn causes(_kind: &str, _object: &Value) -> Vec<Cause> {
    Vec::new()
}
