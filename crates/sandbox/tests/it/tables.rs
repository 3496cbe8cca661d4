//! Tables: what `kubectl get` prints.

use serde_json::{Value, json};

use crate::support::{CONFIG_MAPS, Cluster, PODS, pod};

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

async fn table(cluster: &Cluster, path: &str) -> Value {
    let (code, text) = cluster.text("GET", path, &[("accept", TABLE)], &Value::Null).await;
    assert_eq!(code, 200, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

fn columns(table: &Value) -> String {
    let columns = table["columnDefinitions"].as_array().unwrap().iter();
    let shown = columns.filter(|it| it["priority"] == 0).map(|it| it["name"].as_str().unwrap());
    shown.collect::<Vec<_>>().join(" | ")
}

#[tokio::test]
async fn kinds_have_the_columns_of_the_real_server() {
    let cluster = Cluster::start().await;
    let cases = [
        ("/api/v1/pods", "Name | Ready | Status | Restarts | Age"),
        ("/api/v1/nodes", "Name | Status | Roles | Age | Version"),
        ("/api/v1/namespaces", "Name | Status | Age"),
        ("/api/v1/secrets", "Name | Type | Data | Age"),
        ("/api/v1/events", "Last Seen | Type | Reason | Object | Message"),
        (
            "/api/v1/persistentvolumeclaims",
            "Name | Status | Volume | Capacity | Access Modes | StorageClass | VolumeAttributesClass | Age",
        ),
        (
            "/apis/storage.k8s.io/v1/storageclasses",
            "Name | Provisioner | ReclaimPolicy | VolumeBindingMode | AllowVolumeExpansion | Age",
        ),
        ("/apis/rbac.authorization.k8s.io/v1/roles", "Name | Age"),
    ];
    for (path, expected) in cases {
        assert_eq!(columns(&table(&cluster, path).await), expected, "{path}");
    }
    let class = table(&cluster, "/apis/storage.k8s.io/v1/storageclasses").await;
    assert_eq!(class["rows"][0]["cells"][0], "standard (default)");
    assert_eq!(class["rows"][0]["object"]["kind"], "PartialObjectMetadata");
}

/// Statuses that a pod can have, and what the table says: ready, status, restarts.
#[tokio::test]
async fn the_status_column_says_what_kubectl_says() {
    let running = json!({ "running": { "startedAt": "2026-01-01T00:00:00Z" } });
    let waiting = |reason: &str| json!({ "waiting": { "reason": reason } });
    let ended = |code: i64, reason: &str| json!({ "terminated": { "exitCode": code, "reason": reason } });
    let status = |state: &Value, ready: bool, restarts: i64| json!({ "name": "agent", "state": state, "ready": ready, "started": ready, "restartCount": restarts });
    let init = |state: &Value, started: bool| json!({ "name": "docker", "state": state, "ready": started, "started": started, "restartCount": 2 });
    let ready = json!([{ "type": "Ready", "status": "True" }, { "type": "Initialized", "status": "True" }]);
    let cases = [
        (false, json!({ "phase": "Pending" }), "0/1 Pending 0"),
        (
            false,
            json!({ "phase": "Running", "containerStatuses": [status(&running, true, 0)], "conditions": ready }),
            "1/1 Running 0",
        ),
        (
            false,
            json!({ "phase": "Running", "containerStatuses": [status(&waiting("CrashLoopBackOff"), false, 3)] }),
            "0/1 CrashLoopBackOff 3",
        ),
        (
            false,
            json!({ "phase": "Running", "containerStatuses": [status(&ended(137, "OOMKilled"), false, 1)] }),
            "0/1 OOMKilled 1",
        ),
        (
            false,
            json!({ "phase": "Failed", "containerStatuses": [status(&ended(7, ""), false, 0)] }),
            "0/1 ExitCode:7 0",
        ),
        (
            false,
            json!({ "phase": "Succeeded", "containerStatuses": [status(&ended(0, "Completed"), false, 0)] }),
            "0/1 Completed 0",
        ),
        (false, json!({ "phase": "Failed", "reason": "Evicted" }), "0/1 Evicted 0"),
        (
            true,
            json!({ "phase": "Pending", "initContainerStatuses": [init(&waiting("PodInitializing"), false)] }),
            "0/2 Init:0/1 2",
        ),
        (
            true,
            json!({ "phase": "Pending", "initContainerStatuses": [init(&waiting("CrashLoopBackOff"), false)] }),
            "0/2 Init:CrashLoopBackOff 2",
        ),
        (
            true,
            json!({ "phase": "Pending", "initContainerStatuses": [init(&ended(32, "Error"), false)] }),
            "0/2 Init:Error 2",
        ),
        (
            true,
            json!({ "phase": "Running", "initContainerStatuses": [init(&running, true)], "containerStatuses": [status(&running, true, 1)], "conditions": ready }),
            "2/2 Running 3",
        ),
    ];
    // Without a node nothing plays, so the statuses stay as they are written.
    let cluster = Cluster::start().await;
    for (number, (sidecar, status, expected)) in cases.into_iter().enumerate() {
        let name = format!("p{number}");
        let mut body = pod(&name, json!({}));
        body["spec"]["schedulerName"] = json!("nobody");
        if sidecar {
            body["spec"]["initContainers"] =
                json!([{ "name": "docker", "image": "docker:dind", "restartPolicy": "Always" }]);
        }
        cluster.create(PODS, body).await;
        let path = format!("{PODS}/{name}");
        let written = cluster
            .send_as(
                "PATCH",
                &format!("{path}/status"),
                "application/merge-patch+json",
                json!({ "status": status }),
            )
            .await;
        assert_eq!(written.code, 200, "{:#}", written.body);
        let cells = table(&cluster, &path).await["rows"][0]["cells"].clone();
        let found = [1, 2, 3].map(|cell| cells[cell].as_str().unwrap().to_owned()).join(" ");
        assert_eq!(found, expected, "{status}");
    }
}

#[tokio::test]
async fn custom_resources_have_the_columns_of_their_definition() {
    let cluster = Cluster::start().await;
    let definition = json!({
        "metadata": { "name": "gadgets.example.com" },
        "spec": {
            "group": "example.com", "scope": "Cluster", "names": { "plural": "gadgets", "kind": "Gadget" },
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "additionalPrinterColumns": [
                    { "name": "Size", "type": "integer", "jsonPath": ".spec.size" },
                    { "name": "Missing", "type": "string", "jsonPath": ".spec.none" },
                    { "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp" },
                    { "name": "Wide", "type": "string", "priority": 1, "jsonPath": ".metadata.name" },
                ],
                "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } },
            }],
        },
    });
    cluster.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition).await;
    let path = "/apis/example.com/v1/gadgets";
    let gadget = json!({
        "apiVersion": "example.com/v1", "kind": "Gadget", "metadata": { "name": "a" }, "spec": { "size": 3 },
    });
    cluster.create(path, gadget).await;
    let table = table(&cluster, path).await;
    assert_eq!(columns(&table), "Name | Size | Missing | Age");
    let cells = table["rows"][0]["cells"].as_array().unwrap();
    assert_eq!(
        (&cells[0], &cells[1], &cells[2], &cells[4]),
        (&json!("a"), &json!(3), &Value::Null, &json!("a"))
    );
    assert!(cells[3].as_str().unwrap().ends_with('s'), "{cells:?}");
}

#[tokio::test]
async fn metadata_alone_can_be_asked_for() {
    let cluster = Cluster::start().await;
    let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let (_, text) = cluster.text("GET", CONFIG_MAPS, &[("accept", accept)], &Value::Null).await;
    let list: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&list["kind"], &list["items"][0]["kind"]),
        (&json!("PartialObjectMetadataList"), &json!("PartialObjectMetadata"))
    );
    assert_eq!(
        (&list["items"][0]["metadata"]["name"], &list["items"][0]["data"]),
        (&json!("kube-root-ca.crt"), &Value::Null)
    );
}
