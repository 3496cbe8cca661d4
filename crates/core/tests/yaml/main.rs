//! YAML in and out: the same value for us, for `kubectl` and for a YAML 1.1 reader.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod layout;
mod marks;
mod places;
mod reading;
mod round_trip;
