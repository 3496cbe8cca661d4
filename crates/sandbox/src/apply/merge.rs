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

/// The items of both, in both orders where they agree: live items that the configuration does not name come before the
/// next one it does, and where the orders differ that of the configuration wins.
fn merge_lists(shape: &Shape<'_>, live: &[Value], config: &[Value]) -> Vec<Value> {
    let kind = shape.list();
    if kind == ListKind::Atomic {
        return config.to_vec();
    }
    let steps = |list: &[Value]| list.iter().map(|item| item_step(&kind, item)).collect::<Vec<_>>();
    let (live_steps, config_steps) = (steps(live), steps(config));
    let both = |item: &Value, step: &str| {
        let before = live_steps.iter().position(|it| it == step).and_then(|at| live.get(at));
        match before {
            Some(before) if kind != ListKind::Set => merge(&shape.item(), before, item),
            _ => item.clone(),
        }
    };
    let mut merged = Vec::new();
    let mut rest = live.iter().zip(&live_steps).peekable();
    for (item, step) in config.iter().zip(&config_steps) {
        while let Some((kept, _)) = rest.next_if(|(_, it)| !config_steps.contains(it)) {
            merged.push(kept.clone());
        }
        merged.push(both(item, step));
        if live_steps.contains(step) {
            rest.next();
        }
    }
    merged.extend(rest.filter(|(_, step)| !config_steps.contains(step)).map(|(item, _)| item.clone()));
    merged
}
