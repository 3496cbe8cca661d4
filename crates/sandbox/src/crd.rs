//! Custom resources: what a definition serves, and what its schema does to objects.
//!
//! - `definition`: reading a `CustomResourceDefinition`, and its status
//! - `prune`, `default`, `validate`: the schema at work; CEL rules (`x-kubernetes-validations`) are not evaluated

mod default;
mod definition;
mod prune;
mod validate;

use serde_json::Value;

pub(crate) use default::apply_defaults;
pub(crate) use definition::{CLEANUP, complete_definition, definition_causes, establish, serve_all};
pub(crate) use prune::prune;
pub(crate) use validate::validate;

/// What a served version of a custom resource adds to the resource.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Served {
    /// `openAPIV3Schema`.
    pub(crate) schema: Value,
    /// `additionalPrinterColumns`, as they are.
    pub(crate) columns: Vec<Value>,
    /// The revision at which the definition was first served.
    pub(crate) since: u64,
}
