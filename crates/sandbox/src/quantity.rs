//! Resource quantities.

pub(crate) use slipway_core::quantity::Quantity;

/// Parses a quantity; `None` when it is not one.
pub(crate) fn parse(text: &str) -> Option<Quantity> {
    Quantity::parse(text).ok()
}

/// The sum; beyond what a quantity can hold, the first.
pub(crate) fn sum(one: Quantity, other: Quantity) -> Quantity {
    one.checked_add(other).unwrap_or(one)
}
