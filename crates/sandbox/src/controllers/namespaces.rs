//! Namespaces: what a new one gets, and how a deleted one goes.

use std::sync::Arc;

use serde_json::json;

use crate::{
    cluster::Cluster,
    faults, object,
    store::{Change, Event, Key},
};

const ROOT_CERTIFICATE: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal \
    endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across \
    distributions of Kubernetes clusters.";

/// Gives a namespace its service account and the cluster's certificate.
pub(crate) fn furnish(cluster: &Cluster, namespace: &str) {
    cluster.create(
        "kube-controller-manager",
        "serviceaccounts",
        json!({
            "metadata": { "name": "default", "namespace": namespace },
        }),
    );
    cluster.create(
        "kube-controller-manager",
        "configmaps",
        json!({
            "metadata": {
                "name": "kube-root-ca.crt", "namespace": namespace,
                "annotations": { "kubernetes.io/description": ROOT_CERTIFICATE },
            },
            "data": { "ca.crt": "" },
        }),
    );
}

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    if events.iter().any(|event| event.key.storage == "namespaces" && event.change == Change::Deleted) {
        faults::refresh(cluster);
    }
    for namespace in cluster.list("namespaces", None) {
        let name = object::name(&namespace);
        if object::deleting(&namespace) {
            empty(cluster, name);
        } else if super::concerns(events, &["namespaces"]) {
            furnish(cluster, name);
        }
    }
}

/// Deletes what is in a namespace, and lets it go when nothing is.
fn empty(cluster: &Cluster, namespace: &str) {
    let contents = cluster.store.filter(|key, _| key.namespace == namespace);
    for (key, object) in &contents {
        if !object::deleting(object) {
            super::collector::delete_in_background(cluster, key);
        }
    }
    if contents.is_empty() {
        let key = Key::new("namespaces", "", namespace);
        cluster.change("kube-controller-manager", "", &key, |namespace| {
            object::take(namespace, "/spec/finalizers");
        });
    }
}
