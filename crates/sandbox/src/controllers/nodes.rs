//! The node that is lost when its kubelet stops, and that is back when it posts again: `node-lifecycle-controller` of a
//! real cluster, which waits for the heartbeats of the kubelet.
//!
//! Pods are not evicted from it: where every node of a cluster is lost, the fault is taken to be the cluster's own
//! (`stateFullDisruption`), and here there is only the one.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::{
    clock,
    cluster::Cluster,
    events::{Happening, record},
    node, object,
    store::Key,
};

/// How long nothing may be heard of a node. A real cluster waits 40 or 50 seconds, unless it is told otherwise.
const GRACE: Duration = Duration::from_secs(20);
const TAINT: &str = "node.kubernetes.io/unreachable";

/// Follows the node until the task is dropped.
pub(crate) async fn run(cluster: Arc<Cluster>) {
    let is_heard = |node: &Value| !node::is_stopped(node);
    loop {
        node::until(&cluster, node::is_stopped).await;
        tokio::select! {
            () = node::until(&cluster, is_heard) => continue,
            () = tokio::time::sleep(cluster.options.pace.scale(GRACE)) => {}
        }
        // It may have started in the very moment.
        if !cluster.get("nodes", "", node::NAME).is_some_and(|node| node::is_stopped(&node)) {
            continue;
        }
        lose(&cluster);
        node::until(&cluster, |node| node::has_condition(node, "Ready", "True")).await;
        regain(&cluster);
    }
}

fn lose(cluster: &Cluster) {
    change(cluster, "status", node::give_up);
    let message = format!("Node {} status is now: NodeNotReady", node::NAME);
    if let Some(node) = cluster.get("nodes", "", node::NAME) {
        record(cluster, &node, &happening(false, "NodeNotReady", &message));
    }
    for pod in pods(cluster) {
        mark(cluster, &pod);
    }
    let taint = json!({ "key": TAINT, "effect": "NoSchedule", "timeAdded": clock::now() });
    change(cluster, "", |node| object::list_mut(node, "/spec/taints").push(taint.clone()));
}

/// Nobody knows whether a pod of the node is still ready.
fn mark(cluster: &Cluster, pod: &Value) {
    if !node::has_condition(pod, "Ready", "True") {
        return;
    }
    let key = Key::new("pods", object::namespace(pod), object::name(pod));
    cluster.change("kube-controller-manager", "status", &key, |pod| {
        let conditions = object::list_mut(pod, "/status/conditions");
        for ready in conditions.iter_mut().filter(|it| object::text(it, "/type") == "Ready") {
            object::put(ready, "/status", "False".into());
            object::put(ready, "/lastTransitionTime", clock::now().into());
        }
    });
    record(cluster, pod, &happening(true, "NodeNotReady", "Node is not ready"));
}

fn regain(cluster: &Cluster) {
    change(cluster, "", |node| {
        let taints = object::list_mut(node, "/spec/taints");
        taints.retain(|taint| object::text(taint, "/key") != TAINT);
        if taints.is_empty() {
            object::take(node, "/spec/taints");
        }
    });
}

fn pods(cluster: &Cluster) -> Vec<Arc<Value>> {
    let mut pods = cluster.list("pods", None);
    pods.retain(|pod| object::text(pod, "/spec/nodeName") == node::NAME);
    pods
}

fn change(cluster: &Cluster, subresource: &str, change: impl Fn(&mut Value)) {
    let key = Key::new("nodes", "", node::NAME);
    cluster.change("kube-controller-manager", subresource, &key, change);
}

fn happening<'a>(warning: bool, reason: &'a str, message: &'a str) -> Happening<'a> {
    Happening { source: "node-controller", field: "", warning, reason, message }
}
