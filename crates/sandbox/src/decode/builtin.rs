//! Decoding built-in kinds.

use serde_json::{Map, Value};
use slipway_core::validate::{self, Kind, Reason};

use super::types;
use crate::{admission::validated_kind, object, quantity, resource::Resource};

/// The pattern that quantities must match, as the error names it.
const QUANTITY: &str =
    r"quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// Maps whose values are quantities.
const QUANTITY_MAPS: &[&str] = &["limits", "requests", "capacity", "allocatable", "hard", "used", "overhead"];
/// Fields that are quantities.
const QUANTITY_FIELDS: &[&str] = &["sizeLimit", "divisor"];
/// Kinds in which those names mean something else.
const NO_QUANTITIES: &[&str] = &["ConfigMap", "Secret", "CustomResourceDefinition", "Event", "StorageClass"];

/// The object with canonical quantities and only known fields, and the paths of the unknown ones.
pub(crate) fn decode(resource: &Resource, mut object: Value) -> Result<(Value, Vec<String>), String> {
    drop_nulls(&mut object);
    if !NO_QUANTITIES.contains(&resource.kind.as_str()) {
        let fields = object.as_object_mut().into_iter().flatten();
        fields
            .filter(|(name, _)| *name != "metadata")
            .try_for_each(|(name, field)| quantity_field(name, field))?;
    }
    if let Some(kind) = validated_kind(resource) {
        let unknown = drop_unknown(kind, &mut object)?;
        return Ok((object, unknown));
    }
    let Some(known) = types::known_fields(resource, &object)? else {
        return Ok((object, Vec::new()));
    };
    let mut unknown = Vec::new();
    retain_known(&mut object, &known, "", &mut unknown);
    Ok((object, unknown))
}

/// Kinds whose whole schema is known of the newest release.
fn drop_unknown(kind: Kind, object: &mut Value) -> Result<Vec<String>, String> {
    let violations = validate::shape(kind, object);
    if let Some(wrong) = violations.iter().find(|it| it.reason != Reason::Unknown) {
        return Err(wrong.message.clone());
    }
    let fields: Vec<String> = violations.into_iter().map(|it| it.field).collect();
    for field in &fields {
        let pointer = field.replace("].", "/").replace(['.', '['], "/").replace(']', "");
        object::take(object, &format!("/{pointer}"));
    }
    Ok(fields)
}

/// Null means absent to the typed decoder.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, field| !field.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn quantities(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Object(map) => map.iter_mut().try_for_each(|(name, field)| quantity_field(name, field)),
        Value::Array(list) => list.iter_mut().try_for_each(quantities),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn quantity_field(name: &str, field: &mut Value) -> Result<(), String> {
    match field {
        Value::Object(map) if QUANTITY_MAPS.contains(&name) => map.values_mut().try_for_each(canonical),
        Value::String(_) | Value::Number(_) if QUANTITY_FIELDS.contains(&name) => canonical(field),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => quantities(field),
    }
}

fn canonical(value: &mut Value) -> Result<(), String> {
    let text = match &*value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return Ok(()),
    };
    let quantity = quantity::parse(&text).ok_or(QUANTITY)?;
    *value = quantity.to_string().into();
    Ok(())
}

/// Removes what the typed form does not have; empty maps and lists may be missing there and are kept.
fn retain_known(value: &mut Value, known: &Value, path: &str, unknown: &mut Vec<String>) {
    match (value, known) {
        (Value::Object(map), Value::Object(known)) => retain_fields(map, known, path, unknown),
        (Value::Array(list), Value::Array(known)) => {
            for (index, (item, known)) in list.iter_mut().zip(known).enumerate() {
                retain_known(item, known, &format!("{path}[{index}]"), unknown);
            }
        }
        _ => {}
    }
}

fn retain_fields(
    map: &mut Map<String, Value>,
    known: &Map<String, Value>,
    path: &str,
    unknown: &mut Vec<String>,
) {
    map.retain(|name, field| {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match known.get(name) {
            Some(known) => retain_known(field, known, &path, unknown),
            None => unknown.push(path),
        }
        known.contains_key(name)
    });
}
