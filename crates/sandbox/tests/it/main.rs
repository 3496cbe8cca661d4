//! The sandbox as its clients see it: every test starts one of its own and talks HTTP to it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected is to panic"
)]

mod api_faults;
mod apply;
mod claims;
mod client;
mod connections;
mod definitions;
mod errors;
mod faults;
mod garbage;
mod kubectl;
mod logs;
mod node;
mod objects;
mod pods;
mod support;
mod tables;
mod watch;
mod work;
