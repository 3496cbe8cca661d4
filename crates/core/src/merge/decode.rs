//! What is left of a merged object once the API server has decoded it into its types.

use super::map::{DELETE_FROM_PRIMITIVE_LIST, PATCH, RETAIN_KEYS, SET_ELEMENT_ORDER};
use serde_json::{Map, Value};

/// No field is null, and no directive is left. The merge leaves both in items it only appends.
pub(super) fn as_decoded(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(decoded_fields(fields)),
        Value::Array(items) => Value::Array(items.into_iter().map(as_decoded).collect()),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}

fn decoded_fields(fields: Map<String, Value>) -> Map<String, Value> {
    let kept = fields.into_iter().filter(|(key, value)| !value.is_null() && !is_directive(key));
    kept.map(|(key, value)| {
        let value = match (null_entry(&key), value) {
            (Some(entry), Value::Object(entries)) => Value::Object(decoded_entries(entries, entry)),
            (_, value) => as_decoded(value),
        };
        (key, value)
    })
    .collect()
}

/// What null becomes as an entry of a mapping with free keys: the zero value of its type.
fn null_entry(field: &str) -> Option<&'static str> {
    match field {
        "labels" | "annotations" | "nodeSelector" | "matchLabels" | "volumeAttributes" | "stringData" => {
            Some("")
        }
        "limits" | "requests" | "overhead" => Some("0"),
        _ => None,
    }
}

fn decoded_entries(entries: Map<String, Value>, null_entry: &str) -> Map<String, Value> {
    let decoded = |value: Value| if value.is_null() { Value::from(null_entry) } else { value };
    entries.into_iter().filter(|(key, _)| key != PATCH).map(|(key, value)| (key, decoded(value))).collect()
}

fn is_directive(key: &str) -> bool {
    key == PATCH
        || key == RETAIN_KEYS
        || key.starts_with(SET_ELEMENT_ORDER)
        || key.starts_with(DELETE_FROM_PRIMITIVE_LIST)
}
