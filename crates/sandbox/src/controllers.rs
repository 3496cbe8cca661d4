//! The controllers of the cluster, apart from the kubelet: each follows the store and sets right what it sees.
//!
//! - `scheduler`: pods to the node
//! - `claims`: volumes for claims
//! - `collector`: dependents of deleted owners
//! - `definitions`: objects of deleted definitions
//! - `namespaces`: contents of deleted namespaces, service accounts of new ones
//! - `nodes`: the node that is lost and back

mod claims;
mod collector;
mod definitions;
mod namespaces;
mod nodes;
mod scheduler;

use std::sync::Arc;

use tokio::task::JoinSet;

pub(crate) use claims::claims_of;
pub(crate) use namespaces::furnish as furnish_namespace;
pub(crate) use scheduler::requests_of;

use crate::{cluster::Cluster, store::Event, store::Watcher};

/// A controller: what it does about a batch of events; no events means that it may have missed some and is to look at
/// everything.
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
