//! Merging an overlay into a pod.

use serde_json::Value;

use crate::path::Path;

/// Why an overlay cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeError {
    /// Where in the overlay.
    pub path: Path,
    /// What is wrong.
    pub message: String,
}

/// The pod with a snippet of its spec merged into it, by JSON merge patch (RFC 7386).
///
/// # Errors
/// None with this kind of patch.
pub fn overlay(pod: &Value, snippet: &Value) -> Result<Value, MergeError> {
    let mut pod = pod.clone();
    match (snippet.get("spec"), pod.get_mut("spec")) {
        (None, Some(spec)) => merge(spec, snippet),
        (Some(_), _) | (None, None) => merge(&mut pod, snippet),
    }
    Ok(pod)
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, value) in fields {
        if value.is_null() {
            map.remove(key);
        } else {
            merge(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
