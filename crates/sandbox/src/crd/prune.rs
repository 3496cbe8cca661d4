//! Dropping the fields that a schema does not know.

use serde_json::{Map, Value};

use crate::object;

/// Fields every object has.
const COMMON: &[&str] = &["apiVersion", "kind", "metadata"];

/// The object without unknown fields, and the paths of those dropped.
pub(crate) fn prune(schema: &Value, mut object: Value) -> (Value, Vec<String>) {
    let mut dropped = Vec::new();
    if let Value::Object(map) = &mut object {
        prune_map(schema, map, "", COMMON, &mut dropped);
    }
    (object, dropped)
}

fn prune_value(schema: &Value, value: &mut Value, path: &str, dropped: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let embedded = object::flag(schema, "/x-kubernetes-embedded-resource");
            prune_map(schema, map, path, if embedded { COMMON } else { &[] }, dropped);
        }
        Value::Array(list) => {
            let items = object::at(schema, "/items");
            for (index, item) in list.iter_mut().enumerate() {
                prune_value(items, item, &format!("{path}[{index}]"), dropped);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn prune_map(
    schema: &Value,
    map: &mut Map<String, Value>,
    path: &str,
    always: &[&str],
    dropped: &mut Vec<String>,
) {
    let keeps_unknown = object::flag(schema, "/x-kubernetes-preserve-unknown-fields");
    let others = schema.get("additionalProperties");
    map.retain(|name, value| {
        if always.contains(&name.as_str()) {
            return true;
        }
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let known = object::entry(schema, "/properties", name).or(others.filter(|it| it.is_object()));
        match known {
            Some(schema) => prune_value(schema, value, &path, dropped),
            None if keeps_unknown || others == Some(&Value::Bool(true)) => {}
            None => {
                dropped.push(path);
                return false;
            }
        }
        true
    });
}
