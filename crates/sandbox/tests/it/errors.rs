//! Refusals, compared whole with those of a real cluster.

use serde_json::{Value, json};

use crate::support::{Answer, Cluster, PODS, pod, recording};

const REC: &str = "/api/v1/namespaces/rec/pods";

async fn cluster(labels: Value) -> Cluster {
    let cluster = Cluster::start().await;
    cluster.create("/api/v1/namespaces", json!({ "metadata": { "name": "rec", "labels": labels } })).await;
    cluster
        .until("/api/v1/namespaces/rec/serviceaccounts/default", "there", |it| it["kind"] == "ServiceAccount")
        .await;
    cluster
}

fn check(name: &str, answer: &Answer) {
    let expected = recording(&format!("errors/{name}.json"));
    assert_eq!(answer.body, expected, "{name}: {:#}", answer.body);
    assert_eq!(json!(answer.code), expected["code"], "{name}");
}

/// A pod with something of its spec set.
fn pod_with(name: &str, field: &str, value: Value) -> Value {
    let mut pod = pod(name, json!({ "command": ["sleep", "600"] }));
    pod["spec"][field] = value;
    pod
}

#[tokio::test]
async fn a_new_pod_is_refused_as_by_a_real_cluster() {
    let cluster = cluster(json!({})).await;
    let unknown = pod("unknown-field", json!({ "imagePullPolice": "Always" }));
    let many = json!({ "metadata": { "name": "invalid-many" }, "spec": { "containers": [
        { "name": "Bad_Name", "ports": [{ "containerPort": 70000 }], "env": [{ "name": "a=b" }],
          "resources": { "requests": { "memory": "2Gi" }, "limits": { "memory": "1Gi" } } },
        { "name": "b", "image": "x", "volumeMounts": [{ "name": "nope", "mountPath": "/a" }] },
    ] } });
    let cases = [
        ("bad-quantity", pod("bad", json!({ "resources": { "limits": { "memory": "1gi" } } }))),
        ("unknown-field", unknown),
        ("invalid-many", many),
        ("priority-missing", pod_with("priority-missing", "priorityClassName", json!("nope"))),
        ("runtimeclass-missing", pod_with("runtimeclass-missing", "runtimeClassName", json!("sysbox-runc"))),
        ("serviceaccount-missing", pod_with("serviceaccount-missing", "serviceAccountName", json!("nope"))),
    ];
    for (name, body) in cases {
        check(name, &cluster.send("POST", &format!("{REC}?fieldValidation=Strict"), body).await);
    }
}

#[tokio::test]
async fn an_existing_pod_is_guarded_as_by_a_real_cluster() {
    let cluster = cluster(json!({})).await;
    cluster.create(REC, pod("running", json!({ "command": ["sleep", "600"] }))).await;
    let path = format!("{REC}/running");
    let running = cluster.until(&path, "running", |it| it["status"]["phase"] == "Running").await;
    check("running", &cluster.send("POST", REC, pod("running", json!({}))).await);
    check("notfound", &cluster.send("GET", &format!("{REC}/none"), Value::Null).await);
    check("log-container", &cluster.send("GET", &format!("{path}/log?container=nope"), Value::Null).await);
    let mut changed = running;
    changed["spec"]["containers"][0]["command"][1] = json!("1");
    let answer = cluster.send("PUT", &path, changed).await;
    let expected = recording("errors/immutable.json");
    let sentence = |body: &Value| body["message"].as_str().unwrap().split('\n').next().unwrap().to_owned();
    assert_eq!(
        (answer.code, sentence(&answer.body)),
        (422, sentence(&expected)),
        "the difference that follows is left out"
    );
    let mut image = cluster.get(&path).await;
    image["spec"]["containers"][0]["image"] = json!("busybox:other");
    assert_eq!(cluster.send("PUT", &path, image).await.code, 200, "an image may change");
}

#[tokio::test]
async fn an_applied_field_that_kubectl_updated_is_a_conflict_as_on_a_real_cluster() {
    let cluster = cluster(json!({})).await;
    let path = format!("{REC}/running?fieldManager=kubectl");
    cluster.create(&format!("{REC}?fieldManager=kubectl"), pod("running", json!({}))).await;
    let answer = cluster
        .apply(
            path.trim_end_matches("?fieldManager=kubectl"),
            "other",
            pod("running", json!({ "image": "other:1" })),
        )
        .await;
    check("conflict", &answer);
}

#[tokio::test]
async fn namespaces_enforce_pod_security_as_on_a_real_cluster() {
    let cluster = cluster(json!({ "pod-security.kubernetes.io/enforce": "restricted" })).await;
    let body = json!({ "metadata": { "name": "sidecar-ok" }, "spec": recording("pods/sidecar-ok.json")["pod"]["spec"] });
    check("psa", &cluster.send("POST", REC, body).await);
}

#[tokio::test]
async fn quotas_are_kept_as_on_a_real_cluster() {
    let cluster = cluster(json!({})).await;
    let quotas = "/api/v1/namespaces/rec/resourcequotas";
    let quota = |hard: Value| json!({ "metadata": { "name": "q" }, "spec": { "hard": hard } });
    cluster.create(quotas, quota(json!({ "limits.memory": "1Gi" }))).await;
    check("quota", &cluster.send("POST", REC, pod("running", json!({}))).await);
    let limited = |name: &str| pod(name, json!({ "resources": { "limits": { "memory": "600Mi" } } }));
    cluster.create(REC, limited("one")).await;
    let exceeded = cluster.send("POST", REC, limited("two")).await;
    assert_eq!(
        exceeded.body["message"],
        "pods \"two\" is forbidden: exceeded quota: q, requested: limits.memory=600Mi, used: limits.memory=600Mi, limited: limits.memory=1Gi"
    );
}

#[tokio::test]
async fn the_log_of_a_container_without_image_is_refused_as_on_a_real_cluster() {
    let cluster = cluster(json!({})).await;
    cluster.create(REC, pod("image-not-found", json!({ "image": "busybox:not-found" }))).await;
    let path = format!("{REC}/image-not-found");
    let reason = "/status/containerStatuses/0/state/waiting/reason";
    cluster.until(&path, "backing off", |it| it.pointer(reason) == Some(&json!("ImagePullBackOff"))).await;
    check("log-waiting", &cluster.send("GET", &format!("{path}/log"), Value::Null).await);
}

#[tokio::test]
async fn a_claim_cannot_change() {
    let cluster = Cluster::start().await;
    let claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    let body = json!({ "metadata": { "name": "c" }, "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } } });
    let mut claim = cluster.create(claims, body).await;
    claim["spec"]["accessModes"] = json!(["ReadWriteMany"]);
    claim["metadata"]["resourceVersion"] = Value::Null;
    let answer = cluster.send("PUT", &format!("{claims}/c"), claim).await;
    assert_eq!(
        answer.body["message"],
        "PersistentVolumeClaim \"c\" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
    );
    assert_eq!(cluster.get(PODS).await["items"], json!([]));
}

#[tokio::test]
async fn pages_and_other_host_names_are_refused_with_a_status() {
    let cluster = Cluster::start().await;
    let own = cluster.sandbox.url();
    let cases = [
        ("origin", own.as_str(), 200),
        ("origin", "https://evil.example.com", 403),
        ("origin", "null", 403),
        ("host", "localhost:1", 200),
        ("host", "evil.example.com", 403),
    ];
    for (header, value, code) in cases {
        let (found, text) = cluster.text("GET", PODS, &[(header, value)], &Value::Null).await;
        assert_eq!(found, code, "{header}: {value}: {text}");
        let kind = serde_json::from_str::<Value>(&text).unwrap()["kind"].clone();
        assert_eq!(kind, if code == 200 { "PodList" } else { "Status" }, "{header}: {value}");
    }
}
