//! The command line, as people and scripts see it: the real binary.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod check;
mod generated;
mod link;
mod merge;
mod presets;
mod render;
mod serve;
mod support;
mod usage;
