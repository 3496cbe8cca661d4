//! Server-side apply: ownership, conflicts, removal.

use serde_json::{Value, json};

use crate::support::{CONFIG_MAPS, Cluster, PODS};

fn config_map(data: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": data })
}

fn pod(containers: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": { "containers": containers } })
}

fn fields_of(object: &Value, manager: &str) -> Value {
    let entries = object["metadata"]["managedFields"].as_array().unwrap();
    entries.iter().find(|it| it["manager"] == manager).map(|it| it["fieldsV1"].clone()).unwrap_or_default()
}

#[tokio::test]
async fn apply_creates_and_owns_what_it_says() {
    let cluster = Cluster::start().await;
    let containers = json!([{
        "name": "agent", "image": "busybox:local", "command": ["sleep", "600"],
        "ports": [{ "containerPort": 80 }], "env": [{ "name": "A", "value": "1" }],
    }]);
    let created = cluster.apply(&format!("{PODS}/a"), "me", pod(containers)).await;
    assert_eq!(created.code, 201, "{:#}", created.body);
    let expected = json!({ "f:spec": { "f:containers": { "k:{\"name\":\"agent\"}": {
        ".": {}, "f:name": {}, "f:image": {}, "f:command": {},
        "f:ports": { "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {} } },
        "f:env": { "k:{\"name\":\"A\"}": { ".": {}, "f:name": {}, "f:value": {} } },
    } } } });
    assert_eq!(fields_of(&created.body, "me"), expected);
    assert_eq!(created.body["metadata"]["managedFields"][0]["operation"], "Apply");
}

#[tokio::test]
async fn a_configuration_may_be_yaml() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a?fieldManager=me");
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n";
    let headers = [("content-type", "application/apply-patch+yaml")];
    let (code, _) = cluster.open("PATCH", &path, &headers, text.as_bytes().to_vec()).await;
    assert_eq!((code, &cluster.get(&format!("{CONFIG_MAPS}/a")).await["data"]), (201, &json!({ "a": "1" })));
}

#[tokio::test]
async fn applying_again_changes_nothing() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a");
    let first = cluster.apply(&path, "me", config_map(json!({ "a": "1" }))).await;
    let again = cluster.apply(&path, "me", config_map(json!({ "a": "1" }))).await;
    assert_eq!(again.code, 200);
    assert_eq!(again.body, first.body);
    let pod_path = format!("{PODS}/a");
    let body = pod(json!([{
        "name": "agent", "image": "busybox:local", "command": ["sleep", "600"], "env": [{ "name": "E", "value": "" }],
        "resources": { "limits": { "memory": "1024Mi", "cpu": 1 } },
    }]));
    cluster.apply(&pod_path, "me", body.clone()).await;
    let running = cluster.until_phase("a", "Running").await;
    let again = cluster.apply(&pod_path, "me", body).await;
    assert_eq!(
        (again.code, &again.body["metadata"]["resourceVersion"]),
        (200, &running["metadata"]["resourceVersion"])
    );
}

#[tokio::test]
async fn a_field_of_another_manager_is_a_conflict_unless_forced() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a");
    cluster.apply(&path, "one", config_map(json!({ "x": "1", "y": "1" }))).await;
    let refused = cluster.apply(&path, "two", config_map(json!({ "x": "2", "y": "2" }))).await;
    assert_eq!(refused.code, 409);
    assert_eq!(
        refused.body["message"],
        "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.x\n- .data.y"
    );
    assert_eq!(
        refused.body["details"]["causes"][0],
        json!({ "reason": "FieldManagerConflict", "message": "conflict with \"one\"", "field": ".data.x" })
    );
    let shared = cluster.apply(&path, "two", config_map(json!({ "x": "1" }))).await;
    assert_eq!(shared.code, 200, "equal values are shared: {:#}", shared.body);
    let forced = cluster.apply(&format!("{path}?force=true"), "two", config_map(json!({ "x": "2" }))).await;
    assert_eq!((forced.code, &forced.body["data"]), (200, &json!({ "x": "2", "y": "1" })));
    assert_eq!(fields_of(&forced.body, "one"), json!({ "f:data": { "f:y": {} } }));
    assert_eq!(fields_of(&forced.body, "two"), json!({ "f:data": { "f:x": {} } }));
}

#[tokio::test]
async fn what_is_no_longer_applied_goes_unless_another_owns_it() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a");
    cluster.apply(&path, "one", config_map(json!({ "mine": "1", "shared": "1", "kept": "1" }))).await;
    cluster.apply(&path, "two", config_map(json!({ "shared": "1", "theirs": "1" }))).await;
    let patch = json!({ "data": { "patched": "1" } });
    cluster.send_as("PATCH", &path, "application/merge-patch+json", patch).await;
    let less = cluster.apply(&path, "one", config_map(json!({ "kept": "1" }))).await;
    assert_eq!(less.body["data"], json!({ "kept": "1", "shared": "1", "theirs": "1", "patched": "1" }));
}

#[tokio::test]
async fn items_of_list_maps_are_merged_and_removed_by_key() {
    let cluster = Cluster::start().await;
    let definition = json!({
        "metadata": { "name": "boxes.example.com" },
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": { "plural": "boxes", "kind": "Box" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": {
                "type": "object", "properties": { "spec": { "type": "object", "properties": {
                    "parts": {
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["id"],
                        "items": { "type": "object", "required": ["id"], "properties": {
                            "id": { "type": "string" }, "v": { "type": "integer" }, "w": { "type": "integer", "default": 7 },
                        } },
                    },
                    "tags": { "type": "array", "x-kubernetes-list-type": "set", "items": { "type": "string" } },
                    "plain": { "type": "array", "items": { "type": "string" } },
                } } },
            } } }],
        },
    });
    cluster.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition).await;
    let path = "/apis/example.com/v1/namespaces/default/boxes/a";
    let body = |spec: Value| json!({ "apiVersion": "example.com/v1", "kind": "Box", "metadata": { "name": "a" }, "spec": spec });
    let one =
        body(json!({ "parts": [{ "id": "x", "v": 1 }, { "id": "y" }], "tags": ["a", "b"], "plain": ["a"] }));
    cluster.apply(path, "one", one).await;
    let two = body(json!({ "parts": [{ "id": "z" }, { "id": "x" }], "tags": ["c", "b"] }));
    let both = cluster.apply(path, "two", two).await;
    assert_eq!(
        both.body["spec"],
        json!({
            "parts": [{ "id": "z", "w": 7 }, { "id": "x", "v": 1, "w": 7 }, { "id": "y", "w": 7 }], "tags": ["a", "c", "b"], "plain": ["a"],
        })
    );
    let less = cluster.apply(path, "one", body(json!({ "plain": ["b"] }))).await;
    assert_eq!(
        less.body["spec"],
        json!({ "parts": [{ "id": "z", "w": 7 }, { "id": "x", "w": 7 }], "tags": ["c", "b"], "plain": ["b"] })
    );
    let twice = cluster.apply(path, "one", body(json!({ "parts": [{ "id": "q" }, { "id": "q" }] }))).await;
    assert_eq!(
        twice.body["message"],
        "failed to create typed patch object (/a; example.com/v1, Kind=Box): .spec.parts: duplicate entries for key [id=\"q\"]"
    );
}

#[tokio::test]
async fn mistakes_in_an_applied_configuration_are_named() {
    let cluster = Cluster::start().await;
    let path = format!("{PODS}/a");
    let unknown = cluster.apply(&path, "me", pod(json!([{ "name": "agent", "imagee": "x" }]))).await;
    assert_eq!(
        (unknown.code, unknown.body["message"].as_str().unwrap()),
        (
            500,
            "failed to create typed patch object (/a; /v1, Kind=Pod): .spec.containers[name=\"agent\"].imagee: field not declared in schema"
        )
    );
    let nameless = cluster.send_as("PATCH", &path, "application/apply-patch+yaml", pod(json!([]))).await;
    assert_eq!(nameless.code, 422);
    assert_eq!(
        nameless.body["message"],
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
    );
    let managed = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "managedFields": [] } });
    let answer = cluster.apply(&format!("{CONFIG_MAPS}/a"), "me", managed).await;
    assert_eq!((answer.code, &answer.body["message"]), (400, &json!("metadata.managedFields must be nil")));
}

#[tokio::test]
async fn a_status_is_applied_apart_from_the_rest() {
    let cluster = Cluster::start().await;
    cluster.create(PODS, crate::support::pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("a", "Running").await;
    let body = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "labels": { "not": "this" } },
        "status": { "conditions": [{ "type": "example.com/Seen", "status": "True" }] },
    });
    let path = format!("{PODS}/a/status");
    let mut old = body.clone();
    old["metadata"]["resourceVersion"] = json!("1");
    assert_eq!(cluster.apply(&path, "watcher", old).await.code, 409);
    let answer = cluster.apply(&path, "watcher", body).await;
    assert_eq!(answer.code, 200, "{:#}", answer.body);
    assert_eq!(answer.body["metadata"]["labels"], Value::Null);
    let conditions = answer.body["status"]["conditions"].as_array().unwrap();
    assert!(
        conditions.len() == 6 && conditions.iter().any(|it| it["type"] == "example.com/Seen"),
        "{conditions:#?}"
    );
}
