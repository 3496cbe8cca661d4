//! Logs.

use serde_json::{Value, json};

use crate::support::{Cluster, PODS, eventually, pod};

async fn log(cluster: &Cluster, name: &str, query: &str) -> String {
    cluster.text("GET", &format!("{PODS}/{name}/log?{query}"), &[], &Value::Null).await.1
}

async fn until_logged(cluster: &Cluster, name: &str, query: &str, expected: &str) -> String {
    let mut last = String::new();
    let found = eventually(async || {
        last = log(cluster, name, query).await;
        last.contains(expected).then(|| last.clone())
    });
    found.await.unwrap_or_else(|| panic!("{name}?{query} never said {expected}; last: {last}"))
}

#[tokio::test]
async fn containers_write_what_they_are() {
    let cases = [
        (json!({ "image": "atlassian/bamboo-agent:10" }), "Bamboo agent 'p0' ready to receive builds."),
        (json!({ "image": "jenkins/inbound-agent:latest" }), "INFO: Connected"),
        (
            json!({ "image": "docker:dind", "securityContext": { "privileged": true } }),
            "API listen on /var/run/docker.sock",
        ),
        (json!({ "command": ["sh", "-c", "echo hello; sleep 600"] }), "hello"),
        (json!({ "command": ["sleep", "600"] }), "agent started"),
    ];
    let cluster = Cluster::start().await;
    for (number, (container, expected)) in cases.into_iter().enumerate() {
        let name = format!("p{number}");
        cluster.create(PODS, pod(&name, container)).await;
        until_logged(&cluster, &name, "", expected).await;
    }
}

#[tokio::test]
async fn a_log_can_be_cut_and_stamped() {
    let cluster = Cluster::start().await;
    cluster
        .create(
            PODS,
            pod("a", json!({ "command": ["sh", "-c", "echo one; echo two; echo three; sleep 600"] })),
        )
        .await;
    until_logged(&cluster, "a", "", "three").await;
    assert_eq!(log(&cluster, "a", "").await, "one\ntwo\nthree\n");
    assert_eq!(log(&cluster, "a", "tailLines=2").await, "two\nthree\n");
    assert_eq!(log(&cluster, "a", "tailLines=0").await, "");
    assert_eq!(log(&cluster, "a", "limitBytes=5").await, "one\nt");
    assert_eq!(log(&cluster, "a", "sinceSeconds=3600&tailLines=1").await, "three\n");
    assert_eq!(log(&cluster, "a", "sinceTime=2100-01-01T00:00:00Z").await, "");
    let stamped = log(&cluster, "a", "timestamps=true&tailLines=1").await;
    let (time, text) = stamped.trim_end().split_once(' ').unwrap();
    assert!(time.ends_with('Z') && time.len() == 30 && text == "three", "{stamped}");
}

#[tokio::test]
async fn a_followed_log_goes_on_until_the_container_ends() {
    let cluster = Cluster::start().await;
    cluster.create(PODS, pod("a", json!({ "image": "atlassian/bamboo-agent:10" }))).await;
    cluster.until_phase("a", "Running").await;
    let path = format!("{PODS}/a/log?follow=true");
    let lines = cluster.lines_until(&path, |line| line.contains("ready to receive builds")).await;
    assert_eq!(lines.first().map(String::as_str), Some("Starting Bamboo remote agent"));
    let pod_path = format!("{PODS}/a");
    let deletion = cluster.send("DELETE", &pod_path, Value::Null);
    let (lines, _) = tokio::join!(cluster.lines_until(&path, |_| false), deletion);
    assert_eq!(lines.len(), 3, "{lines:?}");
}

#[tokio::test]
async fn the_run_before_is_kept() {
    let cluster = Cluster::start().await;
    cluster.create(PODS, pod("a", json!({ "command": ["sh", "-c", "echo starting; exit 3"] }))).await;
    cluster
        .until(&format!("{PODS}/a"), "restarted", |it| {
            it["status"]["containerStatuses"][0]["restartCount"].as_i64() >= Some(1)
        })
        .await;
    assert_eq!(log(&cluster, "a", "previous=true").await, "starting\n");
    cluster.create(PODS, pod("b", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("b", "Running").await;
    let missing: Value = serde_json::from_str(&log(&cluster, "b", "previous=true").await).unwrap();
    assert_eq!(missing["message"], "previous terminated container \"agent\" in pod \"b\" not found");
}

#[tokio::test]
async fn a_pod_of_several_containers_needs_a_name() {
    let cluster = Cluster::start().await;
    let mut body = pod("a", json!({ "command": ["sleep", "600"] }));
    body["spec"]["containers"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "b", "image": "busybox:local", "command": ["sleep", "600"] }));
    body["spec"]["initContainers"] = json!([{ "name": "i", "image": "busybox:local", "command": ["true"] }]);
    cluster.create(PODS, body).await;
    let answer: Value = serde_json::from_str(&log(&cluster, "a", "").await).unwrap();
    assert_eq!(
        answer["message"],
        "a container name must be specified for pod a, choose one of: [agent b] or one of the init containers: [i]"
    );
    until_logged(&cluster, "a", "container=b", "b started").await;
}

#[tokio::test]
async fn an_agent_hears_of_the_death_of_its_daemon() {
    let cluster = Cluster::start().await;
    let mut body = pod("a", json!({ "command": ["sleep", "600"] }));
    body["spec"]["containers"].as_array_mut().unwrap().push(json!({
        "name": "docker", "image": "docker:dind", "securityContext": { "privileged": true },
        "resources": { "limits": { "memory": "100Mi" } },
    }));
    cluster.create(PODS, body).await;
    until_logged(
        &cluster,
        "a",
        "container=agent",
        "read tcp 127.0.0.1:35800->127.0.0.1:2376: read: connection reset by peer",
    )
    .await;
}
