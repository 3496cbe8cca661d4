//! Custom resource definitions: a deleted one takes its objects with it.

use std::sync::Arc;

use crate::{cluster::Cluster, crd, object, store::Change, store::Event, store::Key};

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    for event in events {
        if event.change == Change::Deleted && event.key.storage == "customresourcedefinitions" {
            cluster.registry.forget(&event.key.name);
        }
    }
    for definition in cluster.list("customresourcedefinitions", None) {
        if object::deleting(&definition) {
            empty(cluster, object::name(&definition));
        }
    }
}

fn empty(cluster: &Cluster, definition: &str) {
    let objects = cluster.store.filter(|key, _| key.storage == definition);
    for (key, object) in &objects {
        if !object::deleting(object) {
            super::collector::delete_in_background(cluster, key);
        }
    }
    if objects.is_empty() {
        let key = Key::new("customresourcedefinitions", "", definition);
        cluster.change("kube-apiserver", "", &key, |definition| {
            object::drop_finalizer(definition, crd::CLEANUP)
        });
    }
}
