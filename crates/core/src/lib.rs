//! From a configuration to the objects Kubernetes runs.
//!
//! Pure: no files, network, environment, clock or randomness (a lint, see `clippy.toml`), so that the console's
//! WebAssembly and the server run the same code and the preview is what is applied, byte for byte.

pub mod api;
pub mod config;
pub mod diagnosis;
pub mod docker;
pub mod document;
pub mod edit;
mod field;
pub mod finding;
mod generate;
pub mod image_ref;
pub mod limits;
pub mod link;
mod lint;
pub mod merge;
pub mod names;
mod overlay;
pub mod path;
pub mod plan;
pub mod preset;
mod profile;
pub mod quantity;
mod read;
pub mod render;
mod result;
pub mod schema;
pub mod suggest;
pub mod target;
pub mod validate;
pub mod visible;
pub mod yaml;
