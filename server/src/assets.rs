//! The console inside the binary: precompressed files with strong validators.

mod negotiate;
mod respond;
mod source;

pub use respond::{page, respond};
pub use source::{Assets, Embedded, File, Files};
