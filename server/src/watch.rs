//! What the server knows of the namespace: one watch per kind feeds the controller and the live pages.

mod budget;
mod changed;
mod events;
mod fault;
mod follow;
mod list_watch;
mod listed;
mod logs;
mod pages;
mod sieve;
mod stores;
mod version;

pub use events::{EventBook, last};
pub use follow::{Changes, follow_all};
pub use listed::Listed;
pub use logs::{LogBook, LogKey};
pub use stores::Stores;

/// Something that changed. The objects of an instance and the events about them all bear its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// An instance, its pod, its claim, or an event about one of them.
    Instance(String),
    /// An image.
    Image(String),
    /// A Secret that may be one of registry credentials.
    Secret(String),
    /// The cluster.
    Cluster,
}
