//! Reading JSON objects as Kubernetes reads them: what is absent, null or of another type is the zero value.

use serde_json::Value;

/// The field, unless it is absent or null.
pub(crate) fn get<'a>(object: &'a Value, field: &str) -> Option<&'a Value> {
    object.get(field).filter(|value| !value.is_null())
}

/// The field below several fields.
pub(crate) fn dig<'a>(object: &'a Value, fields: &[&str]) -> Option<&'a Value> {
    fields.iter().try_fold(object, |value, field| get(value, field))
}

/// The text of a field; empty when there is none.
pub(crate) fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    text_if_set(object, field).unwrap_or_default()
}

/// The text of a field, which may be set and empty.
pub(crate) fn text_if_set<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    get(object, field)?.as_str()
}

/// The items of a list; none when it is absent.
pub(crate) fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    get(object, field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The items of a list that are text; null is the empty one.
pub(crate) fn texts<'a>(object: &'a Value, field: &str) -> Vec<&'a str> {
    let text = |item: &'a Value| if item.is_null() { Some("") } else { item.as_str() };
    list(object, field).iter().filter_map(text).collect()
}

/// A whole number.
pub(crate) fn int(object: &Value, field: &str) -> Option<i64> {
    get(object, field)?.as_i64()
}

/// A boolean.
pub(crate) fn flag(object: &Value, field: &str) -> Option<bool> {
    get(object, field)?.as_bool()
}

/// Whether a boolean is set and true.
pub(crate) fn is_true(object: &Value, field: &str) -> bool {
    flag(object, field) == Some(true)
}

/// The entries of a map.
pub(crate) fn entries<'a>(object: &'a Value, field: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = get(object, field).and_then(Value::as_object);
    map.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}
