//! The kubelet's own life: it stops when the user says so, does nothing while it is stopped, and when it starts again it
//! says that its node is well.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    events::{Happening, record},
    node,
    store::Key,
};

/// Follows the node until the task is dropped.
pub(super) async fn run(cluster: Arc<Cluster>) {
    loop {
        node::until(&cluster, |node| node::is_stopped(node) || is_lost(node)).await;
        if !is_stopped(&cluster) {
            // A heartbeat: whoever said otherwise of the node is corrected.
            post(&cluster);
            continue;
        }
        cluster.kubelet.send_replace(false);
        node::until(&cluster, |node| !node::is_stopped(node)).await;
        start(&cluster);
        cluster.kubelet.send_replace(true);
    }
}

fn is_stopped(cluster: &Cluster) -> bool {
    cluster.get("nodes", "", node::NAME).is_some_and(|node| node::is_stopped(&node))
}

fn is_lost(node: &Value) -> bool {
    !node::has_condition(node, "Ready", "True")
}

fn start(cluster: &Cluster) {
    tell(cluster, "Starting", "Starting kubelet.");
    tell(cluster, "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods");
    for reason in ["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID"] {
        tell_status(cluster, reason);
    }
    post(cluster);
}

/// Posts that the node is well.
fn post(cluster: &Cluster) {
    let was_lost = cluster.get("nodes", "", node::NAME).is_some_and(|node| is_lost(&node));
    cluster.change("kubelet", "status", &Key::new("nodes", "", node::NAME), node::post);
    if was_lost {
        tell_status(cluster, "NodeReady");
    }
}

fn tell_status(cluster: &Cluster, reason: &str) {
    tell(cluster, reason, &format!("Node {} status is now: {reason}", node::NAME));
}

/// The kubelet names its node without the uid.
fn tell(cluster: &Cluster, reason: &str, message: &str) {
    let about = json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": node::NAME } });
    record(cluster, &about, &Happening { source: "kubelet", field: "", warning: false, reason, message });
}

/// Waits while the kubelet is stopped.
pub(super) async fn running(cluster: &Cluster) {
    // An error means that the cluster is gone, and with it whoever waits.
    let _ = cluster.kubelet.subscribe().wait_for(|runs| *runs).await;
}
