//! An answer as lines, one for each leaf, so that it can be chosen from, compared and read.

use serde_json::Value;

use crate::names::Names;

/// Path and value of every leaf.
pub(crate) fn leaves(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    visit(value, String::new(), &mut found);
    found
}

fn visit(value: &Value, path: String, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) if !map.is_empty() && !path.ends_with("fieldsV1") => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                visit(&map[key], path, found);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                visit(item, format!("{path}[{index}]"), found);
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {
            found.push((path, value.clone()));
        }
    }
}

/// Whether a leaf is under one of the chosen paths, in which `[]` is any index and `*` is everything.
pub(crate) fn chosen(path: &str, choice: &[&str]) -> bool {
    let plain = without_indices(path);
    choice.iter().any(|it| {
        let rest = plain.strip_prefix(it).or_else(|| path.strip_prefix(it));
        *it == "*" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

fn without_indices(path: &str) -> String {
    let mut plain = String::new();
    for part in path.split('[') {
        match part.split_once(']') {
            Some((_, rest)) if !plain.is_empty() || path.starts_with('[') => {
                plain.push_str("[]");
                plain.push_str(rest);
            }
            _ => plain.push_str(part),
        }
    }
    plain
}

/// One leaf as a line.
pub(crate) fn line(path: &str, value: &Value, names: &mut Names) -> String {
    let shown = match value {
        Value::String(version) if path.ends_with("resourceVersion") => {
            Value::from(names.version(version)).to_string()
        }
        Value::String(text) if path.ends_with(".continue") && !text.is_empty() => "TOKEN".to_owned(),
        Value::Object(_) => names.hide(&sorted(value).to_string()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            names.hide(&value.to_string())
        }
    };
    format!("{}: {shown}", names.hide(path))
}

/// The same value with its keys in order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            keys.into_iter().map(|key| (key.clone(), sorted(&map[key]))).collect()
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
