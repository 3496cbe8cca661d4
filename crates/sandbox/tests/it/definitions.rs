//! Custom resource definitions, from creation to deletion.

use serde_json::{Value, json};

use crate::support::{Cluster, contains};

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

fn definition() -> Value {
    json!({
        "metadata": { "name": "widgets.example.com" },
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": { "plural": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"] },
            "versions": [{
                "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
                "additionalPrinterColumns": [
                    { "name": "Size", "type": "string", "jsonPath": ".spec.size" },
                    { "name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status" },
                    { "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp" },
                ],
                "schema": { "openAPIV3Schema": { "type": "object", "required": ["spec"], "properties": {
                    "spec": { "type": "object", "required": ["name"], "properties": {
                        "name": { "type": "string", "pattern": "^[a-z]+$", "maxLength": 8, "minLength": 2 },
                        "size": { "type": "string", "enum": ["small", "large"], "default": "small" },
                        "count": { "type": "integer", "minimum": 1, "maximum": 5 },
                        "port": { "x-kubernetes-int-or-string": true },
                        "maybe": { "type": "string", "nullable": true },
                        "tags": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "string" } },
                        "env": { "type": "object", "additionalProperties": { "type": "string" } },
                        "choice": { "type": "object", "oneOf": [{ "required": ["a"] }, { "required": ["b"] }],
                            "properties": { "a": { "type": "string" }, "b": { "type": "string" } } },
                        "free": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                    } },
                    "status": { "type": "object", "properties": {
                        "phase": { "type": "string" },
                        "conditions": { "type": "array", "items": { "type": "object", "properties": {
                            "type": { "type": "string" }, "status": { "type": "string" } } } },
                    } },
                } } },
            }],
        },
    })
}

fn widget(spec: Value) -> Value {
    json!({ "apiVersion": "example.com/v1", "kind": "Widget", "metadata": { "name": "a" }, "spec": spec })
}

#[tokio::test]
async fn a_definition_serves_its_resource_at_once_and_takes_it_away() {
    let cluster = Cluster::start().await;
    let created = cluster.create(DEFINITIONS, definition()).await;
    let conditions = created["status"]["conditions"].as_array().unwrap();
    assert!(conditions.iter().any(|it| it["type"] == "Established" && it["status"] == "True"), "{created:#}");
    assert_eq!(created["status"]["acceptedNames"]["singular"], "widget");
    let resources = cluster.get("/apis/example.com/v1").await;
    let expected = json!({ "name": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"], "namespaced": true });
    assert!(contains(&resources["resources"][0], &expected), "{resources:#}");
    assert_eq!(resources["resources"][1]["name"], "widgets/status");
    cluster.create(WIDGETS, widget(json!({ "name": "abc" }))).await;
    cluster.send("DELETE", &format!("{DEFINITIONS}/widgets.example.com"), Value::Null).await;
    cluster.until_gone(&format!("{DEFINITIONS}/widgets.example.com")).await;
    assert_eq!(cluster.send("GET", WIDGETS, Value::Null).await.code, 404);
    cluster.create(DEFINITIONS, definition()).await;
    assert_eq!(cluster.get(WIDGETS).await["items"], json!([]), "the objects went with the definition");
}

#[tokio::test]
async fn a_name_that_does_not_fit_is_refused() {
    let mut wrong = definition();
    wrong["metadata"]["name"] = json!("other.example.com");
    let answer = Cluster::start().await.send("POST", DEFINITIONS, wrong).await;
    assert_eq!(
        answer.body["message"],
        "CustomResourceDefinition.apiextensions.k8s.io \"other.example.com\" is invalid: metadata.name: Invalid value: \"other.example.com\": must be spec.names.plural+\".\"+spec.group"
    );
}

#[tokio::test]
async fn objects_are_pruned_and_completed_by_the_schema() {
    let cluster = Cluster::start().await;
    cluster.create(DEFINITIONS, definition()).await;
    let spec = json!({
        "name": "abc", "nope": 1, "maybe": null, "free": { "any": { "thing": 1 } }, "env": { "A": "1" }, "size": null,
    });
    let created = cluster.create(WIDGETS, widget(spec)).await;
    assert_eq!(
        created["spec"],
        json!({ "name": "abc", "maybe": null, "free": { "any": { "thing": 1 } }, "env": { "A": "1" }, "size": "small" })
    );
    assert_eq!(created["metadata"]["generation"], 1);
}

/// Spec, and the sentences of the refusal.
const REFUSALS: &[(&str, &str)] = &[
    (r#"{}"#, "spec.name: Required value"),
    (
        r#"{"name":1}"#,
        r#"spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer""#,
    ),
    (r#"{"name":"ABC"}"#, r#"spec.name: Invalid value: "ABC": spec.name in body should match '^[a-z]+$'"#),
    (r#"{"name":"abcdefghi"}"#, "spec.name: Too long: may not be more than 8 bytes"),
    (
        r#"{"name":"a"}"#,
        r#"spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long"#,
    ),
    (
        r#"{"name":"abc","size":"huge"}"#,
        r#"spec.size: Unsupported value: "huge": supported values: "small", "large""#,
    ),
    (
        r#"{"name":"abc","count":0}"#,
        "spec.count: Invalid value: 0: spec.count in body should be greater than or equal to 1",
    ),
    (
        r#"{"name":"abc","count":9}"#,
        "spec.count: Invalid value: 9: spec.count in body should be less than or equal to 5",
    ),
    (
        r#"{"name":"abc","port":true}"#,
        r#"spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean""#,
    ),
    (
        r#"{"name":"abc","tags":[]}"#,
        "spec.tags: Invalid value: []: spec.tags in body should have at least 1 items",
    ),
    (r#"{"name":"abc","tags":["a","b","c"]}"#, "spec.tags: Too many: 3: must have at most 2 items"),
    (
        r#"{"name":"abc","env":{"A":1}}"#,
        r#"spec.env.A: Invalid value: "integer": spec.env.A in body must be of type string: "integer""#,
    ),
    (
        r#"{"name":"abc","choice":{}}"#,
        "spec.choice: Invalid value: {}: spec.choice in body must validate one and only one schema (oneOf). Found none valid",
    ),
    (
        r#"{"size":"huge","count":0}"#,
        r#"[spec.name: Required value, spec.count: Invalid value: 0: spec.count in body should be greater than or equal to 1, spec.size: Unsupported value: "huge": supported values: "small", "large"]"#,
    ),
];

#[tokio::test]
async fn objects_that_do_not_fit_the_schema_are_refused_in_its_words() {
    let cluster = Cluster::start().await;
    cluster.create(DEFINITIONS, definition()).await;
    for (spec, expected) in REFUSALS {
        let answer = cluster.send("POST", WIDGETS, widget(serde_json::from_str(spec).unwrap())).await;
        assert_eq!(answer.code, 422, "{spec}");
        let message = answer.body["message"].as_str().unwrap();
        assert_eq!(message, format!("Widget.example.com \"a\" is invalid: {expected}"), "{spec}");
    }
}

#[tokio::test]
async fn spec_and_status_are_written_apart() {
    let cluster = Cluster::start().await;
    cluster.create(DEFINITIONS, definition()).await;
    let mut body = widget(json!({ "name": "abc" }));
    body["status"] = json!({ "phase": "Ignored" });
    let mut live = cluster.create(WIDGETS, body).await;
    assert_eq!(live["status"], Value::Null, "a new object has no status");
    let path = format!("{WIDGETS}/a");
    live["spec"]["count"] = json!(3);
    live["status"] = json!({ "phase": "Active" });
    let answer = cluster.send("PUT", &format!("{path}/status"), live).await;
    let after = answer.body;
    assert_eq!(
        (&after["status"]["phase"], &after["spec"]["count"], &after["metadata"]["generation"]),
        (&json!("Active"), &Value::Null, &json!(1))
    );
    let mut changed = after.clone();
    changed["spec"]["count"] = json!(3);
    changed["status"]["phase"] = json!("Ignored");
    let changed = cluster.send("PUT", &path, changed).await.body;
    assert_eq!(
        (&changed["status"]["phase"], &changed["spec"]["count"], &changed["metadata"]["generation"]),
        (&json!("Active"), &json!(3), &json!(2))
    );
    let strategic =
        cluster.send_as("PATCH", &path, "application/strategic-merge-patch+json", json!({})).await;
    assert_eq!(strategic.code, 415);
    assert_eq!(
        strategic.body["message"],
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
    );
    let mut unversioned = widget(json!({ "name": "abc" }));
    unversioned["metadata"]["resourceVersion"] = Value::Null;
    let answer = cluster.send("PUT", &path, unversioned).await;
    assert_eq!(
        answer.body["message"],
        "widgets.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"
    );
}
