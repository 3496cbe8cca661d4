//! Reading and writing Kubernetes objects held as JSON values, by JSON pointer. A missing field reads as null, an
//! empty text or an empty list, because that is what a missing field means to Kubernetes.

use serde_json::{Map, Value};

static NULL: Value = Value::Null;

/// The value at a JSON pointer; null when missing.
pub(crate) fn at<'a>(object: &'a Value, pointer: &str) -> &'a Value {
    object.pointer(pointer).unwrap_or(&NULL)
}

/// The text at a JSON pointer; empty when missing.
pub(crate) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    at(object, pointer).as_str().unwrap_or_default()
}

/// The list at a JSON pointer; empty when missing.
pub(crate) fn items<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    at(object, pointer).as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The texts of the list at a JSON pointer.
pub(crate) fn texts<'a>(object: &'a Value, pointer: &str) -> Vec<&'a str> {
    items(object, pointer).iter().filter_map(Value::as_str).collect()
}

/// The whole number at a JSON pointer.
pub(crate) fn number(object: &Value, pointer: &str) -> Option<i64> {
    at(object, pointer).as_i64()
}

/// Whether the field at a JSON pointer is `true`.
pub(crate) fn flag(object: &Value, pointer: &str) -> bool {
    at(object, pointer).as_bool().unwrap_or(false)
}

/// The entry of a map at a JSON pointer, for keys that may contain `/`.
pub(crate) fn entry<'a>(object: &'a Value, pointer: &str, key: &str) -> Option<&'a Value> {
    at(object, pointer).as_object()?.get(key)
}

/// Writes a field, creating the maps on the way. Lists are not entered.
pub(crate) fn put(object: &mut Value, pointer: &str, value: Value) {
    let (parent, field) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    map_at(object, parent).insert(field.to_owned(), value);
}

/// Writes a field only when it is missing or null.
pub(crate) fn put_default(object: &mut Value, pointer: &str, value: impl Into<Value>) {
    if at(object, pointer).is_null() {
        put(object, pointer, value.into());
    }
}

/// Writes an entry of a map, for keys that may contain `/`.
pub(crate) fn put_entry(object: &mut Value, pointer: &str, key: &str, value: impl Into<Value>) {
    map_at(object, pointer).insert(key.to_owned(), value.into());
}

/// Removes a field and returns it.
pub(crate) fn take(object: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, field) = pointer.rsplit_once('/')?;
    object.pointer_mut(parent)?.as_object_mut()?.remove(field)
}

/// Copies a field from one object to another; a field missing in the first is removed from the second.
pub(crate) fn copy(from: &Value, to: &mut Value, pointer: &str) {
    match from.pointer(pointer) {
        Some(value) => put(to, pointer, value.clone()),
        None => {
            take(to, pointer);
        }
    }
}

/// The list at a JSON pointer, to change; created when missing.
pub(crate) fn list_mut<'a>(object: &'a mut Value, pointer: &str) -> &'a mut Vec<Value> {
    let (parent, field) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let slot = map_at(object, parent).entry(field.to_owned()).or_insert(Value::Null);
    if !slot.is_array() {
        *slot = Value::Array(Vec::new());
    }
    match slot {
        Value::Array(list) => list,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            unreachable!("the slot was made a list")
        }
    }
}

/// The map at a JSON pointer, to change; it and its parents are created when missing.
pub(crate) fn map_at<'a>(object: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let mut current = as_map(object);
    for field in pointer.split('/').filter(|field| !field.is_empty()) {
        current = as_map(current.entry(field.to_owned()).or_insert(Value::Null));
    }
    current
}

fn as_map(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            unreachable!("the value was made a map")
        }
    }
}

/// `metadata.name`.
pub(crate) fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

/// `metadata.namespace`; empty for cluster-scoped objects.
pub(crate) fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// `metadata.uid`.
pub(crate) fn uid(object: &Value) -> &str {
    text(object, "/metadata/uid")
}

/// Whether the object is being deleted.
pub(crate) fn deleting(object: &Value) -> bool {
    !at(object, "/metadata/deletionTimestamp").is_null()
}

/// Whether a finalizer is set.
pub(crate) fn has_finalizer(object: &Value, finalizer: &str) -> bool {
    texts(object, "/metadata/finalizers").contains(&finalizer)
}

/// Removes a finalizer.
pub(crate) fn drop_finalizer(object: &mut Value, finalizer: &str) {
    list_mut(object, "/metadata/finalizers").retain(|entry| entry.as_str() != Some(finalizer));
    if items(object, "/metadata/finalizers").is_empty() {
        take(object, "/metadata/finalizers");
    }
}
