//! Container images made without an engine: layers and docker archives written here, imported by `ctr`.

pub(super) mod agents;
mod archive;
pub(super) mod dind;
mod layer;
mod names;
pub(super) mod system;

pub(super) use names::{MIRROR, all as names};

/// What writes the images: a change here changes them as one of their files does.
pub(super) const CODE: [&str; 6] = [
    include_str!("images/agents.rs"),
    include_str!("images/archive.rs"),
    include_str!("images/dind.rs"),
    include_str!("images/layer.rs"),
    include_str!("images/names.rs"),
    include_str!("images/system.rs"),
];
