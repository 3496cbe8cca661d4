//! What others do in the cluster while it fails.

use axum::http::Request;
use kube::client::Client;
use serde_json::{Value, json};

const CUSTOM: &str = "/apis/slipway.dev/v1alpha1/namespaces/slipway";
const CORE: &str = "/api/v1/namespaces/slipway";

/// A request: method, path and body.
type Change = (&'static str, String, Value);

/// An instance as `kubectl apply` makes one.
pub(super) fn instance(name: &str, image: &str, desired: &str) -> Change {
    let (prefix, suffix) = name.rsplit_once('-').unwrap();
    let body = json!({
        "apiVersion": "slipway.dev/v1alpha1", "kind": "AgentInstance", "metadata": {"name": name},
        "spec": {"image": image, "desiredState": desired, "namePrefix": prefix, "suffix": suffix},
    });
    ("POST", format!("{CUSTOM}/agentinstances"), body)
}

/// The instances that are there before: one is kept and stopped, one is edited, one is deleted.
pub(super) const INSTANCES: [&str; 3] = ["kept-aaaaa", "edited-bbbbb", "gone-ccccc"];

/// Fourteen changes of instances, images, pods and claims.
pub(super) fn changes(image: &str) -> Vec<Change> {
    let [kept, edited, gone] = INSTANCES;
    let label = |value: &str| json!({"metadata": {"labels": {"of": value}}});
    let second = json!({
        "apiVersion": "slipway.dev/v1alpha1", "kind": "AgentImage", "metadata": {"name": "second"},
        "spec": {"agentImage": "registry.example.com/agent:1", "docker": {"mode": "none"}},
    });
    let custom = |path: &str| format!("{CUSTOM}/{path}");
    vec![
        ("POST", custom("agentimages"), second),
        instance("new-ddddd", image, "Active"),
        ("PATCH", custom(&format!("agentinstances/{kept}")), label("label")),
        (
            "PATCH",
            custom(&format!("agentinstances/{edited}")),
            json!({"spec": {"terminationGraceSeconds": 7}}),
        ),
        ("DELETE", custom(&format!("agentinstances/{gone}")), Value::Null),
        ("PATCH", format!("{CORE}/pods/{kept}"), label("label")),
        ("DELETE", format!("{CORE}/pods/{edited}"), Value::Null),
        ("PATCH", custom(&format!("agentimages/{image}")), label("label")),
        (
            "PATCH",
            custom("agentimages/second"),
            json!({"spec": {"agentImage": "registry.example.com/agent:2"}}),
        ),
        instance("idle-eeeee", image, "Inactive"),
        ("PATCH", custom(&format!("agentinstances/{kept}")), json!({"spec": {"desiredState": "Inactive"}})),
        (
            "PATCH",
            custom(&format!("agentinstances/{edited}")),
            json!({"metadata": {"annotations": {"slipway.dev/restartedAt": "2026-01-01T00:00:00Z"}}}),
        ),
        ("PATCH", format!("{CORE}/persistentvolumeclaims/{edited}"), label("label")),
        ("DELETE", custom("agentimages/second"), Value::Null),
    ]
}

/// Makes a change; what is not there (any more, or yet) cannot be changed.
pub(super) async fn make(client: &Client, (method, path, body): Change) {
    let request = Request::builder().method(method).uri(&path);
    let request = request.header("content-type", if method == "PATCH" { MERGE } else { "application/json" });
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    match client.request::<Value>(request.body(body).unwrap()).await {
        Ok(_) => {}
        Err(kube::Error::Api(status)) if status.code == 404 => {}
        Err(error) => panic!("{method} {path}: {error}"),
    }
}

const MERGE: &str = "application/merge-patch+json";
