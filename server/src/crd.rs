//! The custom resources `AgentImage` and `AgentInstance`: schema, status and columns from the Rust types.

mod definition;
#[expect(clippy::duplicated_attributes, reason = "columns repeat their types")]
mod image;
#[expect(clippy::duplicated_attributes, reason = "columns repeat their types")]
mod instance;

pub use definition::{SCHEMA_ANNOTATION, definitions, schema_id};
pub use image::{AgentImage, AgentImageSpec};
pub use instance::{Activation, AgentInstance, AgentInstanceSpec, AgentInstanceStatus, RESTARTED_AT};

/// The API group of both.
pub const GROUP: &str = "slipway.dev";

/// The version of both.
pub const VERSION: &str = "v1alpha1";
