//! What the cluster has from the start: its only node, its namespaces, its storage class.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{clock, cluster::Cluster, object, store::Watcher};

/// The annotation of the node that stops its kubelet while it is `stopped`: the node is then lost.
const KUBELET: &str = "sandbox.slipway.dev/kubelet";
/// The conditions of a node whose kubelet runs.
pub(crate) const HEALTHY: &[Condition] = &[
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
];

/// Type, status, reason and message.
pub(crate) type Condition = (&'static str, &'static str, &'static str, &'static str);

/// The name of the node.
pub(crate) const NAME: &str = "sandbox";
/// The address of the node.
pub(crate) const ADDRESS: &str = "172.31.255.1";
/// The namespaces of a new cluster.
const NAMESPACES: &[&str] = &["default", "kube-node-lease", "kube-public", "kube-system"];

/// Creates everything that a new cluster has.
pub(crate) fn furnish(cluster: &Cluster) {
    for name in NAMESPACES {
        cluster.create(
            "kube-apiserver",
            "namespaces",
            json!({
                "metadata": { "name": name, "labels": { "kubernetes.io/metadata.name": name } },
                "spec": { "finalizers": ["kubernetes"] }, "status": { "phase": "Active" },
            }),
        );
        crate::controllers::furnish_namespace(cluster, name);
    }
    cluster.create("kubelet", "nodes", node(cluster));
    cluster.create(
        "kubelet",
        "leases",
        json!({
            "metadata": { "name": NAME, "namespace": "kube-node-lease" },
            "spec": { "holderIdentity": NAME, "leaseDurationSeconds": 40, "renewTime": clock::now_micro() },
        }),
    );
    for (name, value) in [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)]
    {
        cluster.create(
            "kube-apiserver",
            "priorityclasses",
            json!({
                "metadata": { "name": name }, "value": value, "preemptionPolicy": "PreemptLowerPriority",
            }),
        );
    }
    if cluster.options.storage_class {
        cluster.create("kubectl", "storageclasses", storage_class());
    }
}

fn storage_class() -> Value {
    json!({
        "metadata": {
            "name": "standard", "annotations": { "storageclass.kubernetes.io/is-default-class": "true" },
        },
        "provisioner": PROVISIONER, "reclaimPolicy": "Delete",
        "volumeBindingMode": "WaitForFirstConsumer", "allowVolumeExpansion": true,
    })
}

/// The provisioner of the storage class.
pub(crate) const PROVISIONER: &str = "rancher.io/local-path";

fn node(cluster: &Cluster) -> Value {
    let (major, minor) = cluster.options.version;
    let size = &cluster.options.node;
    let capacity = json!({
        "cpu": size.cpu, "memory": size.memory, "pods": size.pods.to_string(), "ephemeral-storage": "100Gi",
    });
    json!({
        "metadata": {
            "name": NAME,
            "labels": {
                "kubernetes.io/hostname": NAME, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "node-role.kubernetes.io/control-plane": "",
            },
        },
        "spec": { "podCIDR": "10.244.0.0/16", "podCIDRs": ["10.244.0.0/16"] },
        "status": {
            "capacity": capacity, "allocatable": capacity,
            "conditions": HEALTHY.iter().map(|it| condition(it, &clock::now())).collect::<Vec<Value>>(),
            "addresses": [
                { "type": "InternalIP", "address": ADDRESS }, { "type": "Hostname", "address": NAME },
            ],
            "nodeInfo": {
                "kubeletVersion": format!("v{major}.{minor}.0"), "kubeProxyVersion": "",
                "containerRuntimeVersion": "sandbox://0", "osImage": "sandbox",
                "operatingSystem": "linux", "architecture": "amd64", "kernelVersion": "6.1.0",
                "machineID": NAME, "systemUUID": NAME, "bootID": NAME,
            },
        },
    })
}

/// A condition that the kubelet posted at `heartbeat` and that is as it is since now.
fn condition((kind, status, reason, message): &Condition, heartbeat: &str) -> Value {
    json!({
        "type": kind, "status": status, "reason": reason, "message": message,
        "lastHeartbeatTime": heartbeat, "lastTransitionTime": clock::now(),
    })
}

/// Whether the user has stopped the kubelet.
pub(crate) fn is_stopped(node: &Value) -> bool {
    object::entry(node, "/metadata/annotations", KUBELET).and_then(Value::as_str) == Some("stopped")
}

/// Whether a condition of the node has a status.
pub(crate) fn has_condition(node: &Value, kind: &str, status: &str) -> bool {
    let condition =
        object::items(node, "/status/conditions").iter().find(|it| object::text(it, "/type") == kind);
    condition.is_some_and(|it| object::text(it, "/status") == status)
}

/// The kubelet posts that all is well.
pub(crate) fn post(node: &mut Value) {
    for healthy in HEALTHY {
        let fresh = condition(healthy, &clock::now());
        change_condition(node, healthy, &fresh);
    }
}

/// The control plane has not heard of the kubelet for too long.
pub(crate) fn give_up(node: &mut Value) {
    for (kind, ..) in HEALTHY {
        let lost = (*kind, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
        let known =
            object::items(node, "/status/conditions").iter().find(|it| object::text(it, "/type") == *kind);
        let heartbeat = known.map(|it| object::text(it, "/lastHeartbeatTime")).unwrap_or_default();
        let fresh = condition(&lost, heartbeat);
        change_condition(node, &lost, &fresh);
    }
}

/// Puts a condition in the place of the one of its type; the time of its last change stays when its status does.
fn change_condition(node: &mut Value, (kind, status, ..): &Condition, fresh: &Value) {
    let conditions = object::list_mut(node, "/status/conditions");
    let Some(known) = conditions.iter_mut().find(|it| object::text(it, "/type") == *kind) else {
        conditions.push(fresh.clone());
        return;
    };
    let since = object::at(known, "/lastTransitionTime").clone();
    let same = object::text(known, "/status") == *status;
    known.clone_from(fresh);
    if same {
        object::put(known, "/lastTransitionTime", since);
    }
}

/// Follows the node until something holds of it.
pub(crate) async fn until(cluster: &Arc<Cluster>, holds: impl Fn(&Value) -> bool) {
    loop {
        // The cursor comes before the look, so that no change falls between them.
        let mut watcher = Watcher::new(&cluster.store, "nodes", None, cluster.store.revision());
        loop {
            if cluster.get("nodes", "", NAME).is_some_and(|node| holds(&node)) {
                return;
            }
            if watcher.next().await.is_err() {
                break;
            }
        }
    }
}
