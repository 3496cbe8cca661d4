//! The store that goes back in time, as after a restored backup, and the cluster that becomes another one.

use std::sync::{Arc, PoisonError};

use serde_json::Value;

use super::{Asked, Effect, Order, Stage, Travel};
use crate::{cluster::Cluster, crd, object, random, store::Snapshot};

/// Does what new orders ask of the store.
pub(super) fn follow(cluster: &Cluster, orders: &[Arc<Order>]) {
    for order in orders.iter().filter(|order| order.fault.stage == Stage::Order) {
        if let Effect::Travel(travel) = (order.fault.effect)(&order.settings, &Asked::default()) {
            go(cluster, travel);
        }
    }
}

fn go(cluster: &Cluster, travel: Travel) {
    match travel {
        Travel::Remember => *checkpoint(cluster) = Some(cluster.store.snapshot()),
        Travel::Return => {
            let remembered = checkpoint(cluster).clone();
            if let Some(remembered) = remembered {
                restore(cluster, remembered);
            }
        }
        Travel::Replace => restore(cluster, another(cluster.store.snapshot())),
    }
}

/// Whether there is something to go back to.
pub(super) fn is_remembered(cluster: &Cluster) -> bool {
    checkpoint(cluster).is_some()
}

fn checkpoint(cluster: &Cluster) -> std::sync::MutexGuard<'_, Option<Snapshot>> {
    cluster.faults.checkpoint.lock().unwrap_or_else(PoisonError::into_inner)
}

fn restore(cluster: &Cluster, snapshot: Snapshot) {
    cluster.store.restore(snapshot);
    crd::serve_all(cluster);
    super::refresh(cluster);
}

/// What another cluster would hold that happens to be as far in its count of versions: the same namespaces, node and
/// definitions under other uids, and nothing else.
fn another(mut snapshot: Snapshot) -> Snapshot {
    let kept = ["namespaces", "nodes", "storageclasses", "priorityclasses", "customresourcedefinitions"];
    snapshot.objects.retain(|key, _| kept.contains(&key.storage.as_str()));
    for object in snapshot.objects.values_mut() {
        let mut other = Value::clone(object);
        object::put(&mut other, "/metadata/uid", random::uid().into());
        *object = Arc::new(other);
    }
    snapshot
}
