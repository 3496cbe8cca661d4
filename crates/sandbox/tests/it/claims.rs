//! Claims and volumes.

use serde_json::{Value, json};
use slipway_sandbox::Options;

use crate::support::{Cluster, PODS, fast, pod};

const CLAIMS: &str = "/api/v1/namespaces/default/persistentvolumeclaims";
const EVENTS: &str = "/api/v1/namespaces/default/events";

fn claim(name: &str) -> Value {
    json!({ "metadata": { "name": name }, "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } } })
}

fn user(claim: &str) -> Value {
    let mut body = pod(
        "user",
        json!({ "command": ["sleep", "600"], "volumeMounts": [{ "name": "v", "mountPath": "/v" }] }),
    );
    body["spec"]["volumes"] = json!([{ "name": "v", "persistentVolumeClaim": { "claimName": claim } }]);
    body
}

fn has(events: &Value, reason: &str) -> bool {
    events["items"].as_array().unwrap().iter().any(|it| it["reason"] == reason)
}

#[tokio::test]
async fn a_claim_waits_for_its_first_user_and_is_bound() {
    let cluster = Cluster::start().await;
    let created = cluster.create(CLAIMS, claim("home")).await;
    assert_eq!(
        (&created["spec"]["storageClassName"], &created["status"]["phase"]),
        (&json!("standard"), &json!("Pending"))
    );
    cluster.until(EVENTS, "waiting", |it| has(it, "WaitForFirstConsumer")).await;
    cluster.create(PODS, user("home")).await;
    cluster.until_phase("user", "Running").await;
    let bound = cluster.get(&format!("{CLAIMS}/home")).await;
    assert_eq!(
        (&bound["status"]["phase"], &bound["status"]["capacity"]["storage"]),
        (&json!("Bound"), &json!("1Gi"))
    );
    assert!(has(&cluster.get(EVENTS).await, "ProvisioningSucceeded"));
    let volume = bound["spec"]["volumeName"].as_str().unwrap().to_owned();
    assert_eq!(
        cluster.get(&format!("/api/v1/persistentvolumes/{volume}")).await["spec"]["claimRef"]["name"],
        "home"
    );
    // A claim in use waits for its user; then its volume goes with it.
    cluster.send("DELETE", &format!("{CLAIMS}/home"), Value::Null).await;
    let waiting = cluster.get(&format!("{CLAIMS}/home")).await;
    assert_eq!(waiting["metadata"]["finalizers"], json!(["kubernetes.io/pvc-protection"]));
    cluster.send("DELETE", &format!("{PODS}/user"), Value::Null).await;
    cluster.until_gone(&format!("{CLAIMS}/home")).await;
    cluster.until_gone(&format!("/api/v1/persistentvolumes/{volume}")).await;
}

#[tokio::test]
async fn a_bound_claim_can_grow_and_not_shrink() {
    let cluster = Cluster::start().await;
    cluster.create(CLAIMS, claim("home")).await;
    cluster.create(PODS, user("home")).await;
    cluster.until_phase("user", "Running").await;
    let resize = |storage: &str| json!({ "spec": { "resources": { "requests": { "storage": storage } } } });
    let path = format!("{CLAIMS}/home");
    assert_eq!(
        cluster.send_as("PATCH", &path, "application/merge-patch+json", resize("2Gi")).await.code,
        200
    );
    cluster.until(&path, "grown", |it| it["status"]["capacity"]["storage"] == "2Gi").await;
    let shrunk = cluster.send_as("PATCH", &path, "application/merge-patch+json", resize("1Gi")).await;
    assert_eq!(
        shrunk.body["message"],
        "PersistentVolumeClaim \"home\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"
    );
}

#[tokio::test]
async fn without_a_storage_class_a_claim_needs_a_volume_by_hand() {
    let cluster = Cluster::with(Options { storage_class: false, ..fast() }).await;
    cluster.create(CLAIMS, claim("home")).await;
    cluster.until(EVENTS, "failed", |it| has(it, "FailedBinding")).await;
    let volume = json!({ "metadata": { "name": "hand" }, "spec": {
        "capacity": { "storage": "5Gi" }, "accessModes": ["ReadWriteOnce"], "hostPath": { "path": "/data" },
    } });
    cluster.create("/api/v1/persistentvolumes", volume).await;
    let bound =
        cluster.until(&format!("{CLAIMS}/home"), "bound", |it| it["status"]["phase"] == "Bound").await;
    assert_eq!(
        (&bound["spec"]["volumeName"], &bound["status"]["capacity"]["storage"]),
        (&json!("hand"), &json!("5Gi"))
    );
}
