//! How pods fail, compared with what a real cluster recorded: conditions, container states and events.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use slipway_sandbox::Options;

use crate::support::{Cluster, PODS, eventually, fast, pod, recording};

const REC: &str = "/api/v1/namespaces/rec";

/// Scenario, and recorded events that the sandbox leaves out, with the reason.
const SCENARIOS: &[(&str, &[&str])] = &[
    ("command-not-found", &[]),
    ("crash-loop", &[]),
    ("done", &[]),
    ("failed", &[]),
    ("hostpath-socket", &[]),
    ("image-invalid", &[]),
    ("image-never", &[]),
    ("image-not-found", &[]),
    ("liveness-failing", &[]),
    ("nonroot-violation", &[]),
    ("oom", &[]),
    ("pvc-missing", &[]),
    ("pvc-pending", &[]),
    ("readiness-failing", &[]),
    ("running", &[]),
    ("secret-missing-env", &[]),
    ("secret-missing-volume", &[]),
    ("selector", &[]),
    // The sandbox's daemon answers the first probe, so that trying it out is quick.
    ("sidecar-ok", &["Unhealthy"]),
    ("sidecar-oom", &[]),
    ("sidecar-tcp-probe", &[]),
    ("sidecar-unprivileged", &[]),
    ("too-big", &[]),
];

#[tokio::test]
async fn pods_fail_as_on_a_real_cluster() {
    let mut failures = Vec::new();
    for (name, left_out) in SCENARIOS {
        failures.extend(check(name, left_out).await);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

async fn check(name: &str, left_out: &[&str]) -> Option<String> {
    let recorded = adapted(name);
    let cluster = Cluster::with(Options { node_docker_socket: false, ..fast() }).await;
    cluster.create("/api/v1/namespaces", json!({ "metadata": { "name": "rec" } })).await;
    cluster
        .until(&format!("{REC}/serviceaccounts/default"), "there", |it| it["kind"] == "ServiceAccount")
        .await;
    if name == "pvc-pending" {
        let claim = json!({ "metadata": { "name": "noclass" }, "spec": {
            "storageClassName": "missing", "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } },
        } });
        cluster.create(&format!("{REC}/persistentvolumeclaims"), claim).await;
    }
    let revision =
        cluster.get(&format!("{REC}/pods")).await["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    cluster
        .create(
            &format!("{REC}/pods"),
            json!({ "metadata": { "name": name }, "spec": spec(&recorded["pod"]["spec"]) }),
        )
        .await;
    let expected = signature(&recorded["pod"]);
    let mut last = String::new();
    let seen = eventually(async || {
        let history = cluster.get(&format!("{REC}/pods/{name}")).await;
        last = signature(&history);
        (last == expected || was(&cluster, &revision, &expected).await).then_some(())
    });
    if seen.await.is_none() {
        return Some(format!("{name}: expected state\n{expected}\nlast\n{last}"));
    }
    let expected: BTreeSet<String> = events(&recorded["events"], left_out);
    let mut found = BTreeSet::new();
    let complete = eventually(async || {
        found = events(&cluster.get(&format!("{REC}/events")).await["items"], &[]);
        expected.is_subset(&found).then_some(())
    });
    let complete = complete.await.is_some();
    (!complete || found != expected)
        .then(|| format!("{name}: expected events\n{expected:#?}\nfound\n{found:#?}"))
}

/// Whether the pod was in a state that has passed: its history tells.
async fn was(cluster: &Cluster, revision: &str, expected: &str) -> bool {
    let path = format!("{REC}/pods?watch=1&timeoutSeconds=1&resourceVersion={revision}");
    let lines = cluster.lines_until(&path, |line| is_pod_in(line, expected)).await;
    lines.last().is_some_and(|line| is_pod_in(line, expected))
}

fn is_pod_in(line: &str, expected: &str) -> bool {
    signature(&serde_json::from_str::<Value>(line).unwrap()["object"]) == expected
}

/// The recording, in the names of the sandbox: its node, and hosts that it knows to be unreachable.
fn adapted(name: &str) -> Value {
    let mut text = recording(&format!("pods/{name}.json")).to_string();
    for (from, to) in [
        ("registry.example.com", "registry.example.invalid"),
        ("to node\"", "to sandbox\""),
        // Recorded with the image on the node, which is what this tag means to the sandbox.
        ("docker:dind", "docker-dind:local"),
        (
            "on 10.255.255.53:53: read udp 172.31.255.1:50056->10.255.255.53:53: i/o timeout",
            "on 10.96.0.10:53: no such host",
        ),
        (
            "on 10.255.255.53:53: read udp 172.31.255.1:51236->10.255.255.53:53: i/o timeout",
            "on 10.96.0.10:53: no such host",
        ),
    ] {
        text = text.replace(from, to);
    }
    serde_json::from_str(&text).unwrap()
}

fn spec(recorded: &Value) -> Value {
    let mut spec = recorded.clone();
    let fields = spec.as_object_mut().unwrap();
    fields.remove("nodeName");
    spec
}

/// What of a pod's status is compared: everything but times, ids, addresses and the count of restarts.
fn signature(pod: &Value) -> String {
    let status = &pod["status"];
    let mut lines = vec![format!("{} {}", status["phase"], status["qosClass"])];
    for it in status["conditions"].as_array().into_iter().flatten() {
        lines.push(format!("{} {} {} {}", it["type"], it["status"], it["reason"], it["message"]));
    }
    for list in ["initContainerStatuses", "containerStatuses"] {
        for it in status[list].as_array().into_iter().flatten() {
            lines.push(format!(
                "{} ready {} started {} image {} {}",
                it["name"],
                it["ready"],
                it["started"],
                it["image"],
                it["imageID"] == ""
            ));
            for state in ["state", "lastState"] {
                lines.push(format!("  {state} {}", timeless(&it[state], pod)));
            }
        }
    }
    lines.join("\n")
}

fn timeless(state: &Value, pod: &Value) -> String {
    let mut state = state.clone();
    for kind in ["running", "terminated"] {
        if let Some(fields) = state.get_mut(kind).and_then(Value::as_object_mut) {
            for field in ["startedAt", "finishedAt", "containerID"] {
                fields.remove(field);
            }
        }
    }
    state.to_string().replace(pod["metadata"]["uid"].as_str().unwrap_or_default(), "UID")
}

/// Events as text, without uids and addresses.
fn events(events: &Value, left_out: &[&str]) -> BTreeSet<String> {
    let kept =
        events.as_array().unwrap().iter().filter(|it| !left_out.contains(&it["reason"].as_str().unwrap()));
    kept.map(|it| {
        let message = it["message"].as_str().unwrap();
        let words = message.split(' ').map(plain).collect::<Vec<_>>().join(" ");
        let field =
            if it["fieldPath"].is_null() { &it["involvedObject"]["fieldPath"] } else { &it["fieldPath"] };
        format!("{} {} {} {field} {words}", it["type"], it["reason"], it["reportingComponent"])
    })
    .filter(|it| !it.contains("WaitForFirstConsumer"))
    .collect()
}

fn plain(word: &str) -> String {
    if let Some((name, _)) = word.split_once("_rec(") {
        return format!("{name}_rec(UID)");
    }
    if word.starts_with("10.244.") {
        return format!("ADDRESS:{}", word.split(':').nth(1).unwrap_or_default());
    }
    word.to_owned()
}

/// Faults that were not recorded: container or pod fields, and what the pod's status or an event must say.
#[tokio::test]
async fn other_faults_say_what_is_wrong() {
    let dind = |fields: Value| {
        let mut container =
            json!({ "name": "docker", "image": "docker:dind", "securityContext": { "privileged": true } });
        container.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        container
    };
    let cases = [
        (
            json!({ "image": "busybox:does-not-exist" }),
            "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/busybox:does-not-exist\": failed to resolve image: docker.io/library/busybox:does-not-exist: not found",
        ),
        (json!({ "image": "private.example.com/ci/agent:1" }), "no basic auth credentials"),
        (
            json!({ "command": ["no-such-command"] }),
            "exec: \"no-such-command\": executable file not found in $PATH",
        ),
        (
            json!({ "securityContext": { "runAsNonRoot": true, "runAsUser": 0 } }),
            "container's runAsUser breaks non-root policy",
        ),
        (
            json!({ "image": "jenkins/inbound-agent:1", "securityContext": { "runAsNonRoot": true } }),
            "image has non-numeric user (jenkins)",
        ),
        (json!({ "envFrom": [{ "configMapRef": { "name": "nope" } }] }), "configmap \"nope\" not found"),
        (dind(json!({ "resources": { "limits": { "memory": "64Mi" } } })), "OOMKilled"),
        (dind(json!({ "securityContext": {} })), "\"exitCode\":32"),
        (
            dind(
                json!({ "args": ["dockerd", "--host=unix:///dind/docker.sock"], "startupProbe": { "exec": { "command": ["docker", "info"] } } }),
            ),
            "Startup probe failed: Client:",
        ),
        (
            dind(
                json!({ "args": ["dockerd", "--host=unix:///dind/docker.sock"], "startupProbe": { "exec": { "command": ["stat", "/var/run/docker.sock"] } } }),
            ),
            "stat: can't stat '/var/run/docker.sock': No such file or directory",
        ),
    ];
    for (container, expected) in cases {
        let cluster = Cluster::start().await;
        cluster.create(PODS, pod("a", container.clone())).await;
        let said = eventually(async || {
            let pod = cluster.get(&format!("{PODS}/a")).await["status"].to_string();
            let events = cluster.get("/api/v1/namespaces/default/events").await.to_string();
            let expected = Value::from(expected).to_string();
            let plain = expected.trim_matches('"');
            (pod.contains(plain) || events.contains(plain) || pod.contains(&plain.replace("\\\"", "\"")))
                .then_some(())
        });
        assert!(
            said.await.is_some(),
            "{container}: {expected}; {:#}",
            cluster.get(&format!("{PODS}/a")).await["status"]
        );
    }
}

#[tokio::test]
async fn a_pull_secret_opens_a_private_registry() {
    let cluster = Cluster::start().await;
    let mut body = pod("a", json!({ "image": "private.example.com/ci/agent:1" }));
    body["spec"]["imagePullSecrets"] = json!([{ "name": "pull" }]);
    cluster.create(PODS, body).await;
    let said = |events: &Value, reason: &str| {
        events["items"].as_array().unwrap().iter().any(|it| it["reason"] == reason)
    };
    let events = "/api/v1/namespaces/default/events";
    let warned = cluster
        .until(events, "warned", |it| said(it, "FailedToRetrieveImagePullSecret") && said(it, "BackOff"))
        .await;
    let message =
        "Unable to retrieve some image pull secrets (pull); attempting to pull the image may not succeed.";
    assert!(warned.to_string().contains(message), "{warned:#}");
    let config = r#"{"auths":{"private.example.com":{"auth":"eA=="}}}"#;
    let secret = json!({ "metadata": { "name": "pull" }, "type": "kubernetes.io/dockerconfigjson", "stringData": { ".dockerconfigjson": config } });
    cluster.create("/api/v1/namespaces/default/secrets", secret).await;
    cluster.until_phase("a", "Running").await;
}

#[tokio::test]
async fn the_node_has_a_docker_socket_unless_told_otherwise() {
    let cluster = Cluster::start().await;
    for (name, path, phase) in
        [("a", "/var/run/docker.sock", "Running"), ("b", "/var/run/other.sock", "Pending")]
    {
        let mut body = pod(
            name,
            json!({ "command": ["sleep", "600"], "volumeMounts": [{ "name": "s", "mountPath": "/s" }] }),
        );
        body["spec"]["volumes"] = json!([{ "name": "s", "hostPath": { "path": path, "type": "Socket" } }]);
        cluster.create(PODS, body).await;
        cluster.until_phase(name, phase).await;
    }
    let message = "MountVolume.SetUp failed for volume \"s\" : hostPath type check failed: /var/run/other.sock is not a socket file";
    cluster
        .until("/api/v1/namespaces/default/events", "told", |it| {
            it["items"].as_array().unwrap().iter().any(|it| it["message"] == message)
        })
        .await;
}
