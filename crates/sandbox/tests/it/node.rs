//! The node whose kubelet stops and starts, beyond what is compared with a real cluster.

use serde_json::{Value, json};

use crate::support::{Cluster, PODS, pod};

const NODE: &str = "/api/v1/nodes/sandbox";
const MERGE: &str = "application/merge-patch+json";

async fn kubelet(cluster: &Cluster, value: Value) {
    let change = json!({ "metadata": { "annotations": { "sandbox.slipway.dev/kubelet": value } } });
    assert_eq!(cluster.send_as("PATCH", NODE, MERGE, change).await.code, 200);
}

fn is_ready(node: &Value, status: &str) -> bool {
    let conditions = node["status"]["conditions"].as_array().unwrap();
    conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == status)
}

#[tokio::test]
async fn a_stopped_kubelet_does_nothing_until_it_starts() {
    let cluster = Cluster::start().await;
    cluster.create(PODS, pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("a", "Running").await;
    let path = format!("{PODS}/a/log?follow=true");
    let (code, log) = cluster.open("GET", &path, &[], Vec::new()).await;
    assert_eq!(code, 200);
    kubelet(&cluster, json!("stopped")).await;
    crate::support::lines_until(log, |_| false).await;
    cluster.until(NODE, "lost", |node| is_ready(node, "Unknown")).await;
    // The pod is to go, and nobody is there to let it.
    cluster.send("DELETE", &format!("{PODS}/a"), Value::Null).await;
    let deleted = cluster.get(&format!("{PODS}/a")).await;
    assert!(deleted["metadata"]["deletionTimestamp"].is_string(), "{deleted:#}");
    kubelet(&cluster, Value::Null).await;
    cluster.until(NODE, "back", |node| is_ready(node, "True") && node["spec"]["taints"].is_null()).await;
    cluster.until_gone(&format!("{PODS}/a")).await;
}

#[tokio::test]
async fn the_kubelet_corrects_what_others_say_of_its_node() {
    let cluster = Cluster::start().await;
    let mut node = cluster.get(NODE).await;
    for condition in node["status"]["conditions"].as_array_mut().unwrap() {
        condition["status"] = "Unknown".into();
    }
    let path = format!("{NODE}/status");
    let answer = cluster.send("PUT", &path, node).await;
    assert_eq!(answer.code, 200, "{}", answer.body);
    cluster.until(NODE, "ready", |node| is_ready(node, "True")).await;
}
