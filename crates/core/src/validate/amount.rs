//! Quantities as they stand in objects.

use serde_json::Value;

use crate::quantity::Quantity;

/// A quantity written as text or as a number; nothing for what is none.
pub(super) fn parse(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => Quantity::parse(text.trim()).ok(),
        Value::Number(number) => Quantity::parse(&number.to_string()).ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The sum; the larger one where the sum is beyond all bounds.
pub(super) fn plus(left: Quantity, right: Quantity) -> Quantity {
    left.checked_add(right).unwrap_or(left.max(right))
}

/// Whether it is a multiple of whole pages of `size`.
pub(super) fn is_multiple(quantity: &Quantity, size: &str) -> bool {
    let page = Quantity::parse(size).ok().filter(|page| page.is_whole() && page.nanos() > 0);
    page.is_some_and(|page| quantity.bytes() % page.bytes() == 0)
}
