//! Merging an applied configuration into the live object.

use serde_json::{Map, Value};

use super::{
    leaves::item_step,
    shape::{ListKind, Shape},
};

/// `live` with everything of `config` in it.
pub(crate) fn merge(shape: &Shape<'_>, live: &Value, config: &Value) -> Value {
    match (live, config) {
        (Value::Object(live), Value::Object(config)) if !shape.is_atomic() => {
            Value::Object(merge_maps(shape, live, config))
        }
        (Value::Array(live), Value::Array(config)) => Value::Array(merge_lists(shape, live, config)),
        _ => config.clone(),
    }
}

fn merge_maps(
    shape: &Shape<'_>,
    live: &Map<String, Value>,
    config: &Map<String, Value>,
) -> Map<String, Value> {
    let mut merged = live.clone();
    for (name, value) in config {
        let before = live.get(name).unwrap_or(&Value::Null);
        merged.insert(name.clone(), merge(&shape.field(name), before, value));
    }
    merged
}

/// The items of the configuration keep its order; live items that it does not name stay before the item they
/// preceded.
fn merge_lists(shape: &Shape<'_>, live: &[Value], config: &[Value]) -> Vec<Value> {
    let kind = shape.list();
    if kind == ListKind::Atomic {
        return config.to_vec();
    }
    let steps = |list: &[Value]| list.iter().map(|item| item_step(&kind, item)).collect::<Vec<_>>();
    let (live_steps, config_steps) = (steps(live), steps(config));
    let mut merged = Vec::new();
    let mut seen = 0;
    let live_only = |from: usize, to: usize| {
        let items = live.iter().zip(&live_steps).take(to).skip(from);
        items
            .filter(|(_, step)| !config_steps.contains(step))
            .map(|(item, _)| item.clone())
            .collect::<Vec<_>>()
    };
    for (item, step) in config.iter().zip(&config_steps) {
        let Some(position) = live_steps.iter().position(|it| it == step) else {
            merged.push(item.clone());
            continue;
        };
        merged.extend(live_only(seen, position));
        seen = seen.max(position);
        let before = live.get(position).unwrap_or(&Value::Null);
        merged.push(if kind == ListKind::Set { item.clone() } else { merge(&shape.item(), before, item) });
    }
    merged.extend(live_only(seen, live.len()));
    merged
}
