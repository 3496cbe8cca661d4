//! What people see of an instance's life, and what they can do about it.

mod action;
mod stage;

pub use action::Action;
pub use stage::{Group, Stage};
