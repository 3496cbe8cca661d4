//! The leaf paths of an object, each with its value.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    path::{Path, Step},
    shape::{ListKind, Shape},
};

/// Leaf paths with their values. The items of list maps are paths too, with a null value: they can be owned apart
/// from their fields.
pub(crate) type Leaves = BTreeMap<Path, Value>;

/// Fields that nobody owns: they identify the object or belong to the server.
const UNOWNED: &[&str] = &[
    "f:apiVersion",
    "f:kind",
    "f:metadata",
    "f:metadata f:name",
    "f:metadata f:namespace",
    "f:metadata f:creationTimestamp",
    "f:metadata f:deletionGracePeriodSeconds",
    "f:metadata f:deletionTimestamp",
    "f:metadata f:selfLink",
    "f:metadata f:uid",
    "f:metadata f:generation",
    "f:metadata f:managedFields",
    "f:metadata f:resourceVersion",
];

/// The leaves of an object. Fails on two items of one list map with equal keys, with apply's own sentence.
pub(crate) fn leaves(shape: &Shape<'_>, object: &Value) -> Result<Leaves, String> {
    let mut found = Leaves::new();
    if let Value::Object(map) = object {
        visit_map(shape, map, &Path::default(), &mut found)?;
    }
    found.retain(|path, _| !is_unowned(path));
    Ok(found)
}

/// The leaves, and the maps and lists on the way to them that need not be there. The value of those is null.
pub(crate) fn with_containers(shape: &Shape<'_>, object: &Value) -> Result<Leaves, String> {
    let mut found = leaves(shape, object)?;
    let paths: Vec<Path> = found.keys().cloned().collect();
    for path in paths {
        for length in 1..path.0.len() {
            let above = Path(path.0.iter().take(length).cloned().collect());
            if !is_unowned(&above) && shape.is_optional(&above) {
                found.entry(above).or_insert(Value::Null);
            }
        }
    }
    Ok(found)
}

fn is_unowned(path: &Path) -> bool {
    let start: Vec<&str> = path.0.iter().take(2).map(String::as_str).collect();
    UNOWNED.contains(&start.join(" ").as_str())
}

fn visit(shape: &Shape<'_>, value: &Value, path: &Path, found: &mut Leaves) -> Result<(), String> {
    match value {
        Value::Object(map) if !map.is_empty() && !shape.is_atomic() => visit_map(shape, map, path, found),
        Value::Array(list) if shape.list() != ListKind::Atomic => visit_list(shape, list, path, found),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {
            found.insert(path.clone(), value.clone());
            Ok(())
        }
    }
}

fn visit_map(
    shape: &Shape<'_>,
    map: &Map<String, Value>,
    path: &Path,
    found: &mut Leaves,
) -> Result<(), String> {
    map.iter()
        .try_for_each(|(name, value)| visit(&shape.field(name), value, &path.join(field_step(name)), found))
}

fn visit_list(shape: &Shape<'_>, list: &[Value], path: &Path, found: &mut Leaves) -> Result<(), String> {
    let kind = shape.list();
    let item_shape = shape.item();
    for item in list {
        let step = item_step(&kind, item);
        let path = path.join(step.clone());
        let whole = kind == ListKind::Set || item_shape.is_atomic();
        let value = if whole { item.clone() } else { Value::Null };
        if found.insert(path.clone(), value).is_some() {
            return Err(duplicate(&path, &step));
        }
        if let (false, Value::Object(map)) = (whole, item) {
            visit_map(&item_shape, map, &path, found)?;
        }
    }
    Ok(())
}

fn duplicate(path: &Path, step: &str) -> String {
    let mut parent = path.clone();
    parent.0.pop();
    let item = Path(vec![step.to_owned()]);
    format!("{parent}: duplicate entries for key {item}")
}

/// The step into a field.
pub(crate) fn field_step(name: &str) -> Step {
    format!("f:{name}")
}

/// The step to a list item.
pub(crate) fn item_step(kind: &ListKind, item: &Value) -> Step {
    match kind {
        ListKind::Map(keys) => {
            let mut named: Vec<(&String, Value)> = keys
                .iter()
                .filter_map(|(key, default)| Some((key, key_value(item, key, default)?)))
                .collect();
            named.sort_by(|left, right| left.0.cmp(right.0));
            let pairs: Vec<String> =
                named.iter().map(|(key, value)| format!("{}:{value}", Value::from(key.as_str()))).collect();
            format!("k:{{{}}}", pairs.join(","))
        }
        ListKind::Set | ListKind::Atomic => format!("v:{item}"),
    }
}

fn key_value(item: &Value, key: &str, default: &Option<Value>) -> Option<Value> {
    item.get(key).filter(|value| !value.is_null()).cloned().or_else(|| default.clone())
}
