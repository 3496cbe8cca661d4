//! JSON merge patch (RFC 7386).

use serde_json::Value;

/// Applies a merge patch: null removes, maps are merged, everything else replaces.
pub(crate) fn patch(live: &Value, body: &Value) -> Value {
    let mut object = live.clone();
    json_patch::merge(&mut object, body);
    object
}
