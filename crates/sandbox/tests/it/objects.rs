//! Create, get, list, update, patch and delete, as steps of request and expected answer.

use serde_json::{Value, json};

use crate::support::{CONFIG_MAPS, Cluster, PODS, contains, pod};

/// A request and what must be in its answer.
struct Step(&'static str, String, &'static str, Value, u16, Value);

fn step(method: &'static str, path: impl Into<String>, body: Value, code: u16, expected: Value) -> Step {
    Step(method, path.into(), "application/json", body, code, expected)
}

fn patch(kind: &'static str, path: impl Into<String>, body: Value, code: u16, expected: Value) -> Step {
    Step("PATCH", path.into(), kind, body, code, expected)
}

async fn check(cluster: &Cluster, steps: Vec<Step>) {
    for (number, Step(method, path, kind, body, code, expected)) in steps.into_iter().enumerate() {
        let answer = cluster.send_as(method, &path, kind, body).await;
        assert_eq!(answer.code, code, "step {number} {method} {path}: {:#}", answer.body);
        assert!(contains(&answer.body, &expected), "step {number} {method} {path}: {:#}", answer.body);
    }
}

fn config_map(name: &str, data: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": data })
}

const MERGE: &str = "application/merge-patch+json";
const JSON: &str = "application/json-patch+json";
const STRATEGIC: &str = "application/strategic-merge-patch+json";

#[tokio::test]
async fn objects_are_created_read_changed_and_deleted() {
    let one = format!("{CONFIG_MAPS}/one");
    let steps = vec![
        step(
            "POST",
            CONFIG_MAPS,
            config_map("one", json!({ "a": "1" })),
            201,
            json!({ "metadata": { "name": "one", "namespace": "default" } }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            config_map("one", json!({})),
            409,
            json!({ "reason": "AlreadyExists", "message": "configmaps \"one\" already exists" }),
        ),
        step("GET", &one, Value::Null, 200, json!({ "data": { "a": "1" } })),
        step("PUT", &one, config_map("one", json!({ "b": "2" })), 200, json!({ "data": { "b": "2" } })),
        patch(MERGE, &one, json!({ "data": { "c": "3", "b": null } }), 200, json!({ "data": { "c": "3" } })),
        patch(
            JSON,
            &one,
            json!([{ "op": "add", "path": "/data/d", "value": "4" }]),
            200,
            json!({ "data": { "c": "3", "d": "4" } }),
        ),
        patch(
            JSON,
            &one,
            json!([{ "op": "test", "path": "/data/d", "value": "5" }]),
            422,
            json!({ "reason": "Invalid" }),
        ),
        patch(STRATEGIC, &one, json!({ "data": { "c": null } }), 200, json!({ "data": { "d": "4" } })),
        patch("text/plain", &one, json!({}), 415, json!({ "reason": "UnsupportedMediaType" })),
        step(
            "PUT",
            &one,
            json!({ "metadata": { "name": "one", "resourceVersion": "1" } }),
            409,
            json!({ "reason": "Conflict", "message": "Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please apply your changes to the latest version and try again" }),
        ),
        step(
            "PUT",
            &one,
            config_map("two", json!({})),
            400,
            json!({ "message": "the name of the object (two) does not match the name on the URL (one)" }),
        ),
        step(
            "DELETE",
            &one,
            Value::Null,
            200,
            json!({ "status": "Success", "details": { "name": "one", "kind": "configmaps" } }),
        ),
        step(
            "GET",
            &one,
            Value::Null,
            404,
            json!({ "reason": "NotFound", "message": "configmaps \"one\" not found", "details": { "name": "one", "kind": "configmaps" } }),
        ),
        step("DELETE", &one, Value::Null, 404, json!({ "reason": "NotFound" })),
    ];
    check(&Cluster::start().await, steps).await;
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let steps = vec![
        step(
            "POST",
            "/api/v1/namespaces/none/configmaps",
            config_map("a", json!({})),
            404,
            json!({ "message": "namespaces \"none\" not found" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "data": {} }),
            422,
            json!({ "message": "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "metadata": { "name": "Bad" } }),
            422,
            json!({ "reason": "Invalid" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            pod("a", json!({})),
            400,
            json!({ "message": "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "apiVersion": "v2", "metadata": { "name": "a" } }),
            400,
            json!({ "message": "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"pkg/runtime/scheme.go:111\"" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "metadata": { "name": "a", "namespace": "other" } }),
            400,
            json!({ "message": "the namespace of the provided object does not match the namespace sent on the request" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "metadata": { "name": "a", "resourceVersion": "7" } }),
            500,
            json!({ "message": "resourceVersion should not be set on objects to be created" }),
        ),
        step(
            "POST",
            CONFIG_MAPS,
            json!({ "metadata": { "name": "a" }, "data": { "a": 1 } }),
            400,
            json!({ "reason": "BadRequest" }),
        ),
        step(
            "GET",
            "/api/v1/namespaces/default/nothings",
            Value::Null,
            404,
            json!({ "message": "the server could not find the requested resource" }),
        ),
        step("POST", format!("{CONFIG_MAPS}/a"), json!({}), 405, json!({ "reason": "MethodNotAllowed" })),
        step(
            "GET",
            format!("{PODS}/a/exec"),
            Value::Null,
            501,
            json!({ "message": "exec: not supported by the sandbox" }),
        ),
        step(
            "GET",
            format!("{CONFIG_MAPS}?labelSelector=a%20b"),
            Value::Null,
            400,
            json!({ "reason": "BadRequest" }),
        ),
    ];
    let cluster = Cluster::start().await;
    check(&cluster, steps).await;
    let (code, body) =
        cluster.open("POST", CONFIG_MAPS, &[("content-type", "application/json")], b"{nope".to_vec()).await;
    drop(body);
    assert_eq!(code, 400, "broken JSON is a bad request");
}

#[tokio::test]
async fn unknown_fields_are_refused_warned_of_or_dropped_as_asked() {
    let cluster = Cluster::start().await;
    let body = json!({ "metadata": { "name": "a" }, "data": {}, "extra": 1 });
    let strict = cluster.send("POST", &format!("{CONFIG_MAPS}?fieldValidation=Strict"), body.clone()).await;
    assert_eq!(strict.code, 400);
    assert_eq!(
        strict.body["message"],
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"extra\""
    );
    let request = axum::http::Request::builder().method("POST").uri(CONFIG_MAPS);
    let request = request
        .header("content-type", "application/json")
        .body(kube::client::Body::from(body.to_string().into_bytes()));
    let response = cluster.client.send(request.unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 201);
    assert_eq!(response.headers()["warning"], "299 - \"unknown field \\\"extra\\\"\"");
    assert_eq!(cluster.get(&format!("{CONFIG_MAPS}/a")).await["extra"], Value::Null);
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let cluster = Cluster::start().await;
    let before = cluster.get(CONFIG_MAPS).await["metadata"]["resourceVersion"].clone();
    let dry = format!("{CONFIG_MAPS}?dryRun=All");
    let created = cluster.send("POST", &dry, config_map("a", json!({ "a": "1" }))).await;
    assert_eq!((created.code, &created.body["data"]["a"]), (201, &json!("1")));
    let applied =
        cluster.apply(&format!("{CONFIG_MAPS}/b?dryRun=All"), "me", config_map("b", json!({}))).await;
    assert_eq!(applied.code, 201);
    let after = cluster.get(CONFIG_MAPS).await;
    assert_eq!(after["metadata"]["resourceVersion"], before);
    cluster.create(CONFIG_MAPS, config_map("a", json!({}))).await;
    let deleted = cluster.send("DELETE", &format!("{CONFIG_MAPS}/a?dryRun=All"), Value::Null).await;
    assert_eq!(deleted.code, 200);
    cluster.get(&format!("{CONFIG_MAPS}/a")).await;
    // A dry run is refused where the real thing would be.
    let refused = cluster
        .send("POST", &format!("{PODS}?dryRun=All"), json!({ "metadata": { "name": "p" }, "spec": {} }))
        .await;
    assert_eq!(refused.code, 422, "{:#}", refused.body);
}

#[tokio::test]
async fn lists_are_selected_and_paged() {
    let cluster = Cluster::start().await;
    for (name, team) in [("a", "red"), ("b", "blue"), ("c", "red"), ("d", "red")] {
        let body = json!({ "metadata": { "name": name, "labels": { "team": team, "only": name } } });
        cluster.create(CONFIG_MAPS, body).await;
    }
    let cases = [
        ("labelSelector=team%3Dred", "a c d"),
        ("labelSelector=team%21%3Dred,team", "b"),
        ("labelSelector=team%20in%20(red,blue),only%20notin%20(a,b)", "c d"),
        ("labelSelector=!team", "kube-root-ca.crt"),
        ("fieldSelector=metadata.name%3Db", "b"),
        ("fieldSelector=metadata.namespace%3Dother", ""),
        ("labelSelector=team%3Dred&fieldSelector=metadata.name%21%3Da", "c d"),
    ];
    let names = |list: &Value| -> String {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|it| it["metadata"]["name"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    for (query, expected) in cases {
        assert_eq!(names(&cluster.get(&format!("{CONFIG_MAPS}?{query}")).await), expected, "{query}");
    }
    let first = cluster.get(&format!("{CONFIG_MAPS}?limit=2&labelSelector=team")).await;
    assert_eq!((names(&first).as_str(), &first["metadata"]["remainingItemCount"]), ("a b", &json!(2)));
    let token = first["metadata"]["continue"].as_str().unwrap();
    let second = cluster.get(&format!("{CONFIG_MAPS}?limit=2&labelSelector=team&continue={token}")).await;
    assert_eq!((names(&second).as_str(), &second["metadata"]["continue"]), ("c d", &Value::Null));
    assert_eq!(second["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
    let answer =
        cluster.send("DELETE", &format!("{CONFIG_MAPS}?labelSelector=team%3Dred"), Value::Null).await;
    assert_eq!((answer.code, names(&answer.body).as_str()), (200, "a c d"));
    assert_eq!(names(&cluster.get(&format!("{CONFIG_MAPS}?labelSelector=team")).await), "b");
}

#[tokio::test]
async fn generated_names_differ() {
    let cluster = Cluster::start().await;
    let body = json!({ "metadata": { "generateName": "agent-" } });
    let one = cluster.create(CONFIG_MAPS, body.clone()).await["metadata"]["name"].clone();
    let two = cluster.create(CONFIG_MAPS, body).await["metadata"]["name"].clone();
    assert!(one.as_str().unwrap().starts_with("agent-") && one.as_str().unwrap().len() == 11, "{one}");
    assert_ne!(one, two);
}

#[tokio::test]
async fn deletion_has_preconditions_and_waits_for_finalizers() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a");
    cluster
        .create(CONFIG_MAPS, json!({ "metadata": { "name": "a", "finalizers": ["example.com/hold"] } }))
        .await;
    let wrong = cluster.send("DELETE", &path, json!({ "preconditions": { "uid": "other" } })).await;
    assert_eq!((wrong.code, &wrong.body["reason"]), (409, &json!("Conflict")));
    let held = cluster.send("DELETE", &path, Value::Null).await;
    assert!(held.body["metadata"]["deletionTimestamp"].is_string(), "{:#}", held.body);
    let released =
        cluster.send_as("PATCH", &path, MERGE, json!({ "metadata": { "finalizers": null } })).await;
    assert_eq!(released.code, 200);
    cluster.until_gone(&path).await;
}

#[tokio::test]
async fn secrets_take_plain_text() {
    let cluster = Cluster::start().await;
    let body = json!({ "metadata": { "name": "s" }, "stringData": { "token": "secret" } });
    let secret = cluster.create("/api/v1/namespaces/default/secrets", body).await;
    assert_eq!((&secret["data"]["token"], &secret["type"]), (&json!("c2VjcmV0"), &json!("Opaque")));
    assert_eq!(secret["stringData"], Value::Null);
}

#[tokio::test]
async fn a_namespace_is_furnished_and_takes_its_contents_with_it() {
    let cluster = Cluster::start().await;
    cluster.create("/api/v1/namespaces", json!({ "metadata": { "name": "ci" } })).await;
    cluster
        .until("/api/v1/namespaces/ci/serviceaccounts/default", "there", |it| it["kind"] == "ServiceAccount")
        .await;
    cluster.create("/api/v1/namespaces/ci/pods", pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until("/api/v1/namespaces/ci/pods/a", "running", |it| it["status"]["phase"] == "Running").await;
    let answer = cluster.send("DELETE", "/api/v1/namespaces/ci", Value::Null).await;
    assert_eq!(answer.body["status"]["phase"], "Terminating");
    cluster.until_gone("/api/v1/namespaces/ci").await;
    assert_eq!(cluster.get("/api/v1/namespaces/ci/pods").await["items"], json!([]));
}

#[tokio::test]
async fn events_are_readable_and_writable_in_both_groups() {
    let cluster = Cluster::start().await;
    let event = json!({
        "metadata": { "name": "e" }, "note": "hello", "reason": "Tried", "type": "Normal", "action": "Try",
        "reportingController": "tests", "reportingInstance": "tests-1", "eventTime": "2026-01-01T00:00:00.000000Z",
        "regarding": { "kind": "Pod", "name": "a", "namespace": "default" },
    });
    cluster.create("/apis/events.k8s.io/v1/namespaces/default/events", event).await;
    let core = cluster.get("/api/v1/namespaces/default/events/e").await;
    assert!(
        contains(
            &core,
            &json!({ "apiVersion": "v1", "message": "hello", "involvedObject": { "name": "a" } })
        ),
        "{core:#}"
    );
    let view = cluster.get("/apis/events.k8s.io/v1/namespaces/default/events/e").await;
    assert!(
        contains(
            &view,
            &json!({ "apiVersion": "events.k8s.io/v1", "note": "hello", "regarding": { "name": "a" } })
        ),
        "{view:#}"
    );
    let selected = cluster.get("/api/v1/events?fieldSelector=involvedObject.name%3Da").await;
    assert_eq!(selected["items"].as_array().map(Vec::len), Some(1));
}

/// What a list of three config maps shows: names, or the code and a part of the message.
#[tokio::test]
async fn a_list_is_of_the_version_that_was_asked_for() {
    let cluster = Cluster::start().await;
    let mut versions = Vec::new();
    for name in ["a", "b", "c"] {
        let body = json!({ "metadata": { "name": name, "labels": { "of": "the-test" } } });
        let made = cluster.create(CONFIG_MAPS, body).await;
        versions.push(made["metadata"]["resourceVersion"].as_str().unwrap().to_owned());
    }
    let first = cluster.get(&format!("{CONFIG_MAPS}?limit=1&labelSelector=of")).await;
    let (now, token) = (&versions[1], first["metadata"]["continue"].as_str().unwrap());
    let cases = [
        ("resourceVersion=0".to_owned(), "a b c"),
        ("resourceVersion=0&limit=1".to_owned(), "a b c"),
        (format!("resourceVersion={now}"), "a b c"),
        (format!("resourceVersion={now}&resourceVersionMatch=NotOlderThan"), "a b c"),
        (format!("resourceVersion={now}&resourceVersionMatch=NotOlderThan&limit=2"), "a b"),
        (format!("resourceVersion={now}&resourceVersionMatch=Exact"), "a b"),
        (format!("resourceVersion={now}&limit=3"), "a b"),
        (format!("continue={token}&limit=1"), "b"),
        (format!("continue={token}&resourceVersion=0&limit=1"), "b"),
        (
            format!("continue={token}&resourceVersion={now}"),
            "400 specifying resource version is not allowed when using continue",
        ),
        (
            format!("continue={token}&resourceVersion=0&resourceVersionMatch=NotOlderThan"),
            "422 resourceVersionMatch is forbidden when continue is provided",
        ),
        (
            "resourceVersion=0&resourceVersionMatch=Exact".to_owned(),
            "422 resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
        ),
    ];
    for (query, expected) in cases {
        let answer =
            cluster.send("GET", &format!("{CONFIG_MAPS}?labelSelector=of&{query}"), Value::Null).await;
        let items = answer.body["items"].as_array();
        let names = items
            .map(|items| items.iter().map(|it| it["metadata"]["name"].as_str().unwrap()).collect::<Vec<_>>());
        let message = answer.body["message"].as_str().unwrap_or_default();
        let found = names.map_or(format!("{} {message}", answer.code), |names| names.join(" "));
        let (code, part) = expected.split_once(' ').unwrap_or((expected, ""));
        let refused = code.parse::<u16>().is_ok() && found.starts_with(code) && found.contains(part);
        assert!(refused || found == expected, "{query}: {found}");
    }
}

#[tokio::test]
async fn the_older_name_of_the_service_account_is_taken() {
    let cluster = Cluster::start().await;
    for name in ["builder", "other"] {
        cluster
            .create("/api/v1/namespaces/default/serviceaccounts", json!({ "metadata": { "name": name } }))
            .await;
    }
    let cases = [
        (json!({ "serviceAccount": "builder" }), "builder"),
        (json!({ "serviceAccountName": "builder" }), "builder"),
        (json!({ "serviceAccount": "other", "serviceAccountName": "builder" }), "builder"),
        (json!({}), "default"),
    ];
    for (index, (fields, expected)) in cases.into_iter().enumerate() {
        let mut body = pod(&format!("p{index}"), json!({}));
        body["spec"].as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let made = cluster.create(PODS, body).await;
        let spec = &made["spec"];
        assert_eq!([&spec["serviceAccount"], &spec["serviceAccountName"]], [expected, expected], "{fields}");
    }
}
