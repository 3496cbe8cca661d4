//! A cluster that does not give the server all rights.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, response::IntoResponse};
use serde_json::{Value, json};
use slipway_core::api::{Cluster, DefinitionsState};
use slipway_server::serve::Settings;
use tokio::net::TcpListener;

use crate::support::{Kubeconfig, Scene, settings};

/// An API server with both definitions that lets nobody read definitions or delete pods.
fn strict() -> Router {
    let version = async || Json(json!({"major": "1", "minor": "33+"}));
    let kinds = async || {
        let kind = |kind: &str| json!({"name": kind, "kind": kind, "singularName": "", "namespaced": true, "verbs": []});
        Json(json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "slipway.dev/v1alpha1",
            "resources": [kind("AgentImage"), kind("AgentInstance")],
        }))
    };
    let review = async |Json(mut review): Json<Value>| {
        let asked = &review["spec"]["resourceAttributes"];
        let is_denied = (asked["verb"] == "delete" && asked["resource"] == "pods")
            || asked["resource"] == "customresourcedefinitions";
        review["status"] = json!({"allowed": !is_denied});
        (StatusCode::CREATED, Json(review))
    };
    Router::new()
        .route("/version", get(version))
        .route("/apis/slipway.dev/v1alpha1", get(kinds))
        .route("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", post(review))
        .route("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", get(refuse).patch(refuse))
}

async fn refuse(Path(name): Path<String>) -> impl IntoResponse {
    let message = format!(
        "customresourcedefinitions.apiextensions.k8s.io \"{name}\" is forbidden: User \"ci\" cannot get resource"
    );
    let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403, "message": message});
    (StatusCode::FORBIDDEN, Json(status))
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_rights_are_named_and_the_definitions_are_not_offered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let kubeconfig = Kubeconfig::at("rights", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, strict()).await });
    let scene = Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await;
    let mut live = scene.live().await;
    live.until("asked", |live| live.cluster.as_ref().is_some_and(|cluster| cluster.trouble.is_some())).await;
    let cluster: Cluster = live.cluster.clone().unwrap();
    assert_eq!(cluster.kubernetes, "1.33");
    assert_eq!(cluster.definitions.state, DefinitionsState::Installed, "found by discovery");
    assert_eq!(cluster.definitions.missing_rights, ["delete pods"]);
    assert!(!cluster.definitions.may_install);
    let trouble = cluster.trouble.unwrap();
    assert!(trouble.contains("delete pods") && trouble.contains("slipway rbac"), "{trouble}");

    let problem = scene.client.command("POST", "/clusters/here/definitions").await.problem(403, "forbidden");
    assert!(problem.message.contains("slipway crds"), "{}", problem.message);
    assert!(problem.kubernetes.unwrap_or_default().contains("is forbidden"));
}
