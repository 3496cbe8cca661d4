//! Overlay snippets: what people write to change a generated pod.

use super::{MergeError, Root, strategic};
use crate::path::Segment;
use serde_json::{Map, Value};

/// A snippet as a patch of a whole pod.
///
/// People write pod spec fields (`containers:`), or begin at `spec:`, or paste a whole pod. Nothing, as while one is
/// still typing `spec:`, changes nothing.
///
/// # Errors
/// When it is no mapping, or another kind of object.
pub fn as_pod_patch(snippet: &Value) -> Result<Value, MergeError> {
    let fields = match snippet {
        Value::Null => return Ok(Value::Object(Map::new())),
        Value::Object(fields) => fields,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Err(MergeError::new("an overlay is a mapping of pod spec fields, such as containers:"));
        }
    };
    if let Some(kind) = fields.get("kind").and_then(Value::as_str).filter(|kind| *kind != "Pod") {
        let message = format!("an overlay changes a Pod, and this is a {kind}");
        return Err(MergeError::new(message).inside("kind"));
    }
    if begins_at_pod(snippet) {
        let given = fields.iter().filter(|(_, value)| !value.is_null());
        return Ok(Value::Object(given.map(|(key, value)| (key.clone(), value.clone())).collect()));
    }
    Ok(Value::Object(Map::from_iter([("spec".to_owned(), snippet.clone())])))
}

/// Whether a snippet has fields of a pod that a pod spec does not have.
pub(crate) fn begins_at_pod(snippet: &Value) -> bool {
    ["spec", "metadata", "status", "kind", "apiVersion"].iter().any(|field| snippet.get(field).is_some())
}

/// Merges an overlay snippet into a pod, as `kubectl patch --type strategic` would.
///
/// # Errors
/// In the API server's words, with the place in the snippet as it is written.
pub fn overlay(pod: &Value, snippet: &Value) -> Result<Value, MergeError> {
    let patch = as_pod_patch(snippet)?;
    strategic(pod, &patch, Root::Pod).map_err(|mut error| {
        let was_wrapped = !begins_at_pod(snippet);
        if was_wrapped && error.path.0.first() == Some(&Segment::from("spec")) {
            error.path.0.remove(0);
        }
        error
    })
}
