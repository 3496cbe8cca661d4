//! Container images made without an engine: layers and docker archives written here, imported by `ctr`.

pub(super) mod agents;
mod archive;
pub(super) mod dind;
mod layer;
mod names;
pub(super) mod system;

pub(super) use names::{MIRROR, all as names};
