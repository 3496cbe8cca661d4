//! What one change costs the cluster's own controllers does not grow with what is there.

use serde_json::{Value, json};
use slipway_sandbox::{NodeSize, Options};

use crate::support::{CONFIG_MAPS, Cluster, PODS, fast, pod};

const CLAIMS: &str = "/api/v1/namespaces/default/persistentvolumeclaims";

/// Makes an owner, and a claim and a pod that are its own.
async fn make(cluster: &Cluster, name: &str) {
    let owner = cluster.create(CONFIG_MAPS, json!({ "metadata": { "name": name } })).await;
    let uid = &owner["metadata"]["uid"];
    let owners = json!([{ "apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": uid }]);
    let claim = json!({
        "metadata": { "name": name, "ownerReferences": owners },
        "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } },
    });
    cluster.create(CLAIMS, claim).await;
    let mount = json!([{ "name": "data", "mountPath": "/data" }]);
    let mut body = pod(name, json!({ "command": ["sleep", "600"], "volumeMounts": mount }));
    body["metadata"]["ownerReferences"] = owners;
    body["spec"]["volumes"] = json!([{ "name": "data", "persistentVolumeClaim": { "claimName": name } }]);
    cluster.create(PODS, body).await;
    cluster.until_phase(name, "Running").await;
}

/// Makes a pod and lets it go with its owner; how many objects were looked at for it.
async fn looks(cluster: &Cluster) -> u64 {
    let looked_at = async || cluster.get("/debug/work").await["objectsLookedAt"].as_u64().unwrap();
    let before = looked_at().await;
    make(cluster, "one").await;
    let volume =
        cluster.get(&format!("{CLAIMS}/one")).await["spec"]["volumeName"].as_str().unwrap().to_owned();
    cluster.send("DELETE", &format!("{CONFIG_MAPS}/one"), Value::Null).await;
    cluster.until_gone(&format!("{PODS}/one")).await;
    cluster.until_gone(&format!("{CLAIMS}/one")).await;
    cluster.until_gone(&format!("/api/v1/persistentvolumes/{volume}")).await;
    looked_at().await - before
}

#[tokio::test]
async fn a_change_costs_the_same_however_much_there_is() {
    let node = NodeSize { cpu: "64".to_owned(), memory: "256Gi".to_owned(), pods: 500 };
    let cluster = Cluster::with(Options { node, ..fast() }).await;
    let alone = looks(&cluster).await;
    for number in 0..100 {
        make(&cluster, &format!("other-{number}")).await;
    }
    let among_others = looks(&cluster).await;
    assert!(among_others < 2 * alone, "{alone} objects alone, {among_others} among a hundred others");
}
