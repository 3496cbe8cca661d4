//! Mappings: `mergeMap` and what belongs to it.

use super::error::MergeError;
use super::go::{Kind, bad_patch_type};
use super::list;
use super::order;
use super::schema::Type;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub(super) const PATCH: &str = "$patch";
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
pub(super) const SET_ELEMENT_ORDER: &str = "$setElementOrder";
pub(super) const DELETE_FROM_PRIMITIVE_LIST: &str = "$deleteFromPrimitiveList";

const BAD_RETAIN_KEYS: &str = "invalid patch format of retainKeys";
const BAD_PRIMITIVE_LIST: &str = "invalid patch format of primitive list";

type Fields = Map<String, Value>;

pub(super) fn merge(mut original: Fields, mut patch: Fields, of: Type) -> Result<Fields, MergeError> {
    if let Some(directive) = patch.get(PATCH) {
        return match directive.as_str() {
            Some("replace") => {
                patch.remove(PATCH);
                Ok(patch)
            }
            Some("delete") => Ok(Fields::new()),
            Some(_) | None => Err(MergeError::new(bad_patch_type(directive, &patch))),
        };
    }
    retain_keys(&mut original, &mut patch)?;
    order::merge_ordered_lists(&mut original, &mut patch, of)?;
    // Upstream goes by the random order of Go's maps. By the alphabet, what is taken out of a list goes before what is
    // added to it.
    let mut patch: Vec<_> = patch.into_iter().collect();
    patch.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    for (key, value) in patch {
        merge_field(&mut original, &key, value, of).map_err(|error| error.inside(key.as_str()))?;
    }
    Ok(original)
}

/// `$retainKeys`: everything in the original that it does not list goes, and the patch may set nothing else.
fn retain_keys(original: &mut Fields, patch: &mut Fields) -> Result<(), MergeError> {
    let Some(listed) = patch.remove(RETAIN_KEYS) else { return Ok(()) };
    let wrong = || MergeError::new(BAD_RETAIN_KEYS).inside(RETAIN_KEYS);
    let Value::Array(listed) = listed else { return Err(wrong()) };
    let listed: BTreeSet<&str> = listed.iter().filter_map(Value::as_str).collect();
    let is_listed = |key: &str| listed.contains(key);
    let is_exempt = |key: &str, value: &Value| {
        value.is_null() || key.starts_with(DELETE_FROM_PRIMITIVE_LIST) || key.starts_with(SET_ELEMENT_ORDER)
    };
    if patch.iter().any(|(key, value)| !is_exempt(key, value) && !is_listed(key)) {
        return Err(wrong());
    }
    original.retain(|key, _| is_listed(key));
    Ok(())
}

fn merge_field(original: &mut Fields, key: &str, patch: Value, of: Type) -> Result<(), MergeError> {
    let (key, is_delete_list) = match key.strip_prefix(DELETE_FROM_PRIMITIVE_LIST) {
        None => (key, false),
        Some(rest) => match rest.strip_prefix('/') {
            Some(field) if !field.is_empty() => (field, true),
            // An empty name leaves the directive's own name, as upstream.
            Some(_) => (key, true),
            None => return Err(MergeError::new(BAD_PRIMITIVE_LIST)),
        },
    };
    if patch.is_null() {
        original.remove(key);
        return Ok(());
    }
    let same_kind = original.get(key).is_some_and(|value| Kind::of(value) == Kind::of(&patch));
    if !same_kind {
        if !is_delete_list {
            replace(original, key, without_nulls(patch));
        }
        return Ok(());
    }
    let field = of.field(key);
    match (original.remove(key), patch) {
        (Some(Value::Object(fields)), Value::Object(patch)) => {
            original.insert(key.to_owned(), Value::Object(merge(fields, patch, field.inner)?));
        }
        (Some(Value::Array(items)), Value::Array(patch)) => {
            let merged = list::merge(items, patch, field, is_delete_list)?.items;
            original.insert(key.to_owned(), Value::Array(merged));
        }
        (_, patch) => replace(original, key, patch),
    }
    Ok(())
}

/// Takes the patch's value as it is, less its directives; a value that is a directive itself is not taken.
fn replace(original: &mut Fields, key: &str, patch: Value) {
    match without_directives(patch) {
        Some(value) => original.insert(key.to_owned(), value),
        None => original.remove(key),
    };
}

/// `discardNullValuesFromPatch`.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}

/// `removeDirectives`: drops every mapping that holds a `$patch`.
pub(super) fn without_directives(value: Value) -> Option<Value> {
    match value {
        Value::Object(fields) if fields.contains_key(PATCH) => None,
        Value::Object(fields) => {
            let kept = fields.into_iter().filter_map(|(key, value)| Some((key, without_directives(value)?)));
            Some(Value::Object(kept.collect()))
        }
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(without_directives).collect())),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => Some(scalar),
    }
}
