use serde_json::{Map, Value};

/// JSON merge patch (RFC 7386): mappings key by key, null deletes, everything else is replaced.
pub fn json_merge_patch(original: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut result = original.as_object().cloned().unwrap_or_else(Map::new);
    for (key, value) in patch {
        if value.is_null() {
            result.remove(key);
        } else {
            let merged = json_merge_patch(result.get(key).unwrap_or(&Value::Null), value);
            result.insert(key.clone(), merged);
        }
    }
    Value::Object(result)
}
