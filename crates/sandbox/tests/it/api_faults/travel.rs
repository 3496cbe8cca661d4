//! The store goes back in time, or is that of another cluster.

use futures::StreamExt;
use serde_json::{Value, json};

use super::{FAULTS, NAMESPACE, config_map};
use crate::support::{CONFIG_MAPS, Cluster, PODS, pod};

fn version(list: &Value) -> u64 {
    list["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|it| it["metadata"]["name"].as_str().unwrap()).collect()
}

fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": { "name": "widgets.example.com" },
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": { "plural": "widgets", "kind": "Widget" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object" } } }],
        },
    })
}

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

#[tokio::test]
async fn a_store_goes_back_with_its_versions_and_all_watches_end() {
    let cluster = Cluster::start().await;
    cluster.create(CONFIG_MAPS, config_map("a")).await;
    cluster.create(PODS, pod("old", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("old", "Running").await;
    cluster.ordered("checkpoint").await;
    let then = version(&cluster.get(CONFIG_MAPS).await);
    cluster.create(CONFIG_MAPS, config_map("b")).await;
    cluster.create(DEFINITIONS, definition()).await;
    cluster.send("DELETE", &format!("{CONFIG_MAPS}/a"), Value::Null).await;
    cluster.send("DELETE", &format!("{PODS}/old"), Value::Null).await;
    cluster.until_gone(&format!("{PODS}/old")).await;
    let watch = format!("{CONFIG_MAPS}?watch=1&resourceVersion={}", version(&cluster.get(CONFIG_MAPS).await));
    let (_, open) = cluster.open("GET", &watch, &[], Vec::new()).await;
    cluster.ordered("rollback").await;
    assert_eq!(open.into_data_stream().count().await, 0, "the watch ends without a word");
    let now = cluster.get(CONFIG_MAPS).await;
    assert_eq!(names(&now), ["a", "kube-root-ca.crt"]);
    // The node's kubelet is at work again.
    assert!(version(&now) >= then && version(&now) < then + 20, "{then} {}", version(&now));
    assert_eq!(cluster.send("GET", WIDGETS, Value::Null).await.code, 404);
    let namespace = cluster.get(NAMESPACE).await;
    assert_eq!(namespace["metadata"]["annotations"][FAULTS], "checkpoint", "as it was then");
    cluster.until_phase("old", "Running").await;
    // Controllers and kubelet live in the store as it is now.
    cluster.create(PODS, pod("new", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("new", "Running").await;
}

#[tokio::test]
async fn another_cluster_has_other_uids_and_nothing_in_it() {
    let cluster = Cluster::start().await;
    cluster.create(DEFINITIONS, definition()).await;
    cluster.create(CONFIG_MAPS, config_map("a")).await;
    cluster.create(PODS, pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("a", "Running").await;
    let uid = async || cluster.get("/api/v1/namespaces/kube-system").await["metadata"]["uid"].clone();
    let (before, then) = (uid().await, version(&cluster.get(CONFIG_MAPS).await));
    cluster.ordered("other-cluster").await;
    assert_ne!(uid().await, before);
    cluster.until(CONFIG_MAPS, "furnished", |list| names(list) == ["kube-root-ca.crt"]).await;
    assert!(version(&cluster.get(CONFIG_MAPS).await) >= then, "its versions say nothing");
    assert_eq!(names(&cluster.get(PODS).await), Vec::<&str>::new());
    assert_eq!(names(&cluster.get(WIDGETS).await), Vec::<&str>::new());
    cluster.create(PODS, pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("a", "Running").await;
}
