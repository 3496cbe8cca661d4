//! The controllers of the cluster, apart from the kubelet: each follows the store and sets right what it sees.
//!
//! - `scheduler`: pods to the node; `load`: which wait for it, and what those on it ask of it
//! - `claims`: volumes for claims
//! - `collector`: dependents of deleted owners
//! - `definitions`: objects of deleted definitions
//! - `namespaces`: contents of deleted namespaces, service accounts of new ones
//! - `nodes`: the node that is lost and back

mod claims;
mod collector;
mod definitions;
pub(crate) mod load;
mod namespaces;
mod nodes;
mod scheduler;

use std::sync::Arc;

use tokio::task::JoinSet;

pub(crate) use namespaces::furnish as furnish_namespace;

use crate::{cluster::Cluster, store::Event, store::Watcher};

/// A controller: what it does about a batch of events; no events means that it may have missed some and is to look at
/// everything. It looks at what changed and at what that concerns, and never at all there is because of one change.
type Reconcile = fn(&Arc<Cluster>, &[Arc<Event>]);

const ALL: &[Reconcile] = &[
    namespaces::reconcile,
    definitions::reconcile,
    collector::reconcile,
    claims::reconcile,
    scheduler::reconcile,
];

/// Starts all controllers.
pub(crate) fn start(cluster: &Arc<Cluster>, tasks: &mut JoinSet<()>) {
    for reconcile in ALL {
        tasks.spawn(follow(Arc::clone(cluster), *reconcile));
    }
    tasks.spawn(nodes::run(Arc::clone(cluster)));
}

async fn follow(cluster: Arc<Cluster>, reconcile: Reconcile) {
    loop {
        let mut watcher = Watcher::everything(&cluster.store, cluster.store.revision());
        reconcile(&cluster, &[]);
        while let Ok(events) = watcher.next().await {
            reconcile(&cluster, &events);
        }
    }
}

/// Whether a batch may concern a controller that follows some storage names.
fn concerns(events: &[Arc<Event>], storage: &[&str]) -> bool {
    events.is_empty() || events.iter().any(|event| storage.contains(&event.key.storage.as_str()))
}
