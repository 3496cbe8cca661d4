//! Filling in the defaults of a schema.

use serde_json::{Map, Value};

use crate::object;

/// Fills in missing fields that have a default. A null where null is not allowed counts as missing.
pub(crate) fn apply_defaults(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, schema) in object::at(schema, "/properties").as_object().into_iter().flatten() {
                put_default(schema, map, name);
            }
            let others = object::at(schema, "/additionalProperties");
            let declared = object::at(schema, "/properties");
            for (name, field) in map.iter_mut() {
                apply_defaults(declared.get(name).unwrap_or(others), field);
            }
        }
        Value::Array(list) => {
            let items = object::at(schema, "/items");
            list.iter_mut().for_each(|item| apply_defaults(items, item));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn put_default(schema: &Value, map: &mut Map<String, Value>, name: &str) {
    let Some(default) = schema.get("default") else { return };
    let missing = match map.get(name) {
        None => true,
        Some(value) => value.is_null() && !object::flag(schema, "/nullable"),
    };
    if missing {
        map.insert(name.to_owned(), default.clone());
    }
}
