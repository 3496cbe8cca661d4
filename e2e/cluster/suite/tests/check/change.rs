//! Random changes of an object along its schema.

use cluster_suite::Random;
use serde_json::{Map, Value, json};
use slipway_core::schema::{Node, Shape};

use super::pool;
use super::usual::usual;

/// Fields that are not tried, with the reason.
pub(super) const LEFT_ALONE: &[(&str, &str)] = &[
    ("status", "the API server empties it before it validates"),
    ("apiVersion", "of the object itself: part of the request"),
    ("kind", "of the object itself: part of the request"),
    ("namespace", "part of the request"),
    ("managedFields", "the API server's own"),
    ("uid", "the API server's own"),
    ("resourceVersion", "the API server's own"),
    ("selfLink", "the API server's own"),
    ("creationTimestamp", "the API server's own"),
    ("deletionTimestamp", "the API server's own"),
    ("deletionGracePeriodSeconds", "the API server's own"),
    ("generation", "the API server's own"),
    ("serviceAccountName", "admission looks the account up before validation; see the settings"),
    ("serviceAccount", "as serviceAccountName"),
    ("priorityClassName", "admission looks the class up before validation; see the settings"),
    ("priority", "admission refuses it without a class"),
    ("preemptionPolicy", "admission refuses it without a class"),
    ("runtimeClassName", "admission looks the class up before validation"),
    ("clusterTrustBundle", "behind a gate that is off: the API server drops it"),
    ("podCertificate", "behind a gate that is off: the API server drops it"),
    ("windowsOptions", "rules of Windows' user names are left to the API server"),
    ("overhead", "admission refuses it without a runtime class"),
];

/// Changes the object in one to four places.
pub(super) fn change(root: Node, object: &mut Value, random: &mut Random) {
    for _ in 0..=random.below(4) {
        at(root, "", object, random, 0);
    }
}

fn at(node: Node, field: &str, value: &mut Value, random: &mut Random, depth: usize) {
    if depth > 1 && random.chance(3) {
        *value = wrong_type(random);
    } else if depth > 1 && random.chance(8) {
        *value = fresh(node, field, random, depth);
    } else {
        inside(node, field, value, random, depth);
    }
}

fn inside(node: Node, field: &str, value: &mut Value, random: &mut Random, depth: usize) {
    match (node.shape(), value) {
        (Shape::Object(_), Value::Object(fields)) => of_object(node, fields, random, depth),
        (Shape::List(item), Value::Array(items)) => of_list(item, field, items, random, depth),
        (Shape::Map(item), Value::Object(entries)) => of_map(item, field, entries, random, depth),
        (_, value) => *value = fresh(node, field, random, depth),
    }
}

/// Changes, adds or takes away one field.
fn of_object(node: Node, fields: &mut Map<String, Value>, random: &mut Random, depth: usize) {
    if random.chance(1) {
        let unknown = *random.pick(&["imagePullPolice", "foo", "Name"]);
        fields.insert(unknown.to_owned(), json!("x"));
        return;
    }
    let tried = |field: &&'static str| !LEFT_ALONE.iter().any(|(left, _)| left == field);
    let all: Vec<&str> = node.field_names().filter(tried).collect();
    let there: Vec<&str> = all.iter().copied().filter(|field| fields.contains_key(*field)).collect();
    if all.is_empty() {
        return;
    }
    let choices = if !there.is_empty() && random.chance(60) { &there } else { &all };
    let field = *random.pick(choices);
    let Some(child) = node.field(field) else { return };
    match fields.get_mut(field) {
        Some(_) if depth > 0 && random.chance(12) => {
            fields.remove(field);
        }
        Some(value) => at(child, field, value, random, depth + 1),
        None => {
            fields.insert(field.to_owned(), fresh(child, field, random, depth + 1));
        }
    }
}

fn of_list(item: Node, field: &str, items: &mut Vec<Value>, random: &mut Random, depth: usize) {
    let index = random.below(items.len());
    match random.below(10) {
        0 if !items.is_empty() => {
            items.remove(index);
        }
        1 if !items.is_empty() => items.push(items.get(index).cloned().unwrap_or_default()),
        2 | 3 => items.push(fresh(item, field, random, depth + 1)),
        _ => match items.get_mut(index) {
            Some(value) => at(item, field, value, random, depth + 1),
            None => items.push(fresh(item, field, random, depth + 1)),
        },
    }
}

fn of_map(item: Node, field: &str, entries: &mut Map<String, Value>, random: &mut Random, depth: usize) {
    let keys: Vec<String> = entries.keys().cloned().collect();
    let key = match keys.is_empty() || random.chance(50) {
        true => pool::key(field, random),
        false => random.pick(&keys).clone(),
    };
    entries.insert(key, fresh(item, field, random, depth + 1));
}

/// A new value: what people write there, changed in half of the cases; else whatever the schema allows.
pub(super) fn fresh(node: Node, field: &str, random: &mut Random, depth: usize) -> Value {
    match node.shape() {
        Shape::Text | Shape::Time => json!(pool::text(field, random)),
        Shape::Bool => json!(random.chance(60)),
        Shape::Int32 | Shape::Int64 => json!(pool::number(field, random)),
        Shape::Quantity => pool::quantity(random),
        Shape::IntOrString => pool::port(random),
        Shape::Bytes => json!(pool::bytes(random)),
        Shape::Anything => json!({}),
        Shape::List(item) => {
            let count = 1 + random.below(2);
            Value::Array((0..count).map(|_| fresh(item, field, random, depth + 1)).collect())
        }
        Shape::Map(item) => {
            let mut entries = Map::new();
            of_map(item, field, &mut entries, random, depth);
            Value::Object(entries)
        }
        Shape::Object(kind) => fresh_object(node, kind, random, depth),
    }
}

fn fresh_object(node: Node, kind: &str, random: &mut Random, depth: usize) -> Value {
    let common = if random.chance(85) { usual(kind, random) } else { None };
    let known = common.is_some();
    let Value::Object(mut fields) = common.unwrap_or_else(|| json!({})) else { return json!({}) };
    let changes = if known { random.below(2) } else { random.below(3) };
    for _ in 0..changes.min(9_usize.saturating_sub(depth)) {
        of_object(node, &mut fields, random, depth + 1);
    }
    Value::Object(fields)
}

fn wrong_type(random: &mut Random) -> Value {
    random
        .pick(&[
            Value::Null,
            Value::Null,
            Value::Null,
            json!(true),
            json!(7),
            json!(1.5),
            json!("text"),
            json!([]),
            json!({}),
            json!(["a"]),
            json!([null]),
            json!({"a": "b"}),
            json!({"a": null}),
            json!(3_000_000_000_u32),
            json!(18_446_744_073_709_551_615_u64),
        ])
        .clone()
}
