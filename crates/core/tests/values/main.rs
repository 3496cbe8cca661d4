//! The value types against recorded vectors: names, quantities, image references, paths.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod image_ref;
mod names;
mod path;
mod quantity;
