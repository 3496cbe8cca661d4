//! The cluster in use: how it was chosen, whether it answers, and what it lets the server do.

mod choose;
mod contexts;
mod definitions;
mod fingerprint;
mod health;
mod link;
mod monitor;
mod probe;
mod references;
mod sandbox;
#[cfg(test)]
mod silence;
mod stale;
mod timing;
mod unreadable;
mod version;

pub use choose::{Chosen, Identity, Options, Wanted, choose};
pub use definitions::install;
pub use health::Health;
pub use link::Link;
pub use sandbox::{Started, start};
#[cfg(test)]
pub(crate) use silence::{linked, silent};
pub use timing::Timing;
