//! Merges against what `kubectl` makes of the same documents.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "the vectors are files")]

mod json;
mod overlays;
mod vectors;
