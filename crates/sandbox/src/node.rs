//! What the cluster has from the start: its only node, its namespaces, its storage class.

use serde_json::{Value, json};

use crate::{clock, cluster::Cluster};

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
            "capacity": capacity, "allocatable": capacity, "conditions": conditions(),
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

fn conditions() -> Vec<Value> {
    [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    .iter()
    .map(|(kind, status, reason, message)| {
        json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": clock::now(), "lastTransitionTime": clock::now(),
        })
    })
    .collect()
}
