//! The command line, as people and scripts see it: the real binary.

mod check;
mod generated;
mod link;
mod merge;
mod presets;
mod render;
mod serve;
mod support;
mod usage;
