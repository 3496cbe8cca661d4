//! Amounts as the API server stores them.
//!
//! It reads every quantity and writes it its own way: `1000m` becomes `1`, `0.5Gi` becomes `512Mi`. Written so before,
//! what runs is what was previewed. Generated ones are canonical by themselves.

use serde_json::Value;

use crate::quantity::Quantity;
use crate::schema::{Node, Shape};

/// Writes the quantities of a value of that type canonically; what is none is left to the checks.
pub(super) fn canonical(node: Node, value: &mut Value) {
    match (node.shape(), value) {
        (Shape::Object(_), Value::Object(fields)) => {
            for (name, value) in fields {
                if let Some(field) = node.field(name) {
                    canonical(field, value);
                }
            }
        }
        (Shape::Map(item), Value::Object(entries)) => {
            let amounts = item.shape() == Shape::Quantity;
            for value in entries.values_mut() {
                canonical(item, value);
                if amounts {
                    rounded(value);
                }
            }
        }
        (Shape::List(item), Value::Array(items)) => items.iter_mut().for_each(|value| canonical(item, value)),
        (Shape::Quantity, value) => {
            if let Some(quantity) = read(value) {
                *value = Value::from(quantity.to_string());
            }
        }
        _ => {}
    }
}

/// Amounts of resources are kept to the thousandth, rounded up (`SetDefaults_ResourceList`).
fn rounded(amount: &mut Value) {
    if let Some(fine) = read(amount).filter(|quantity| quantity.nanos() % 1_000_000 != 0) {
        *amount = Value::from(Quantity::from_millis(fine.millis()).to_string());
    }
}

fn read(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => Quantity::parse(text.trim()).ok(),
        Value::Number(number) => Quantity::parse(&number.to_string()).ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
