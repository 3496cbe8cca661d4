//! What hostile inputs cost, counted: memory at most, and how it grows.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod growth;
mod inputs;
mod memory;
mod run;
