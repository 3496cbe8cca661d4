//! A cluster that does not give the server all rights.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, response::IntoResponse};
use futures::{FutureExt, future};
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, Cluster, DefinitionsState, InstanceView};
use slipway_server::serve::Settings;
use tokio::net::TcpListener;

use crate::support::{Before, Ground, Kubeconfig, Scene, apply_request, between, preset, settings};

/// An API server with both definitions that lets nobody read definitions, nor delete pods while it is `strict`.
fn server(strict: Arc<AtomicBool>) -> Router {
    let version = async || Json(json!({"major": "1", "minor": "33+"}));
    let kinds = async || {
        let kind = |kind: &str| json!({"name": kind, "kind": kind, "singularName": "", "namespaced": true, "verbs": []});
        Json(json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "slipway.dev/v1alpha1",
            "resources": [kind("AgentImage"), kind("AgentInstance")],
        }))
    };
    let review = async move |Json(mut review): Json<Value>| {
        let asked = &review["spec"]["resourceAttributes"];
        let is_strict = strict.load(Ordering::Relaxed);
        let is_denied = (is_strict && asked["verb"] == "delete" && asked["resource"] == "pods")
            || asked["resource"] == "customresourcedefinitions";
        review["status"] = json!({"allowed": !is_denied});
        (StatusCode::CREATED, Json(review))
    };
    Router::new()
        .route("/version", get(version))
        .route("/apis/slipway.dev/v1alpha1", get(kinds))
        .route("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", post(review))
        .route("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", get(refuse).patch(refuse))
        .fallback(async || forbidden().into_response())
}

async fn refuse(Path(name): Path<String>) -> impl IntoResponse {
    let message = format!(
        "customresourcedefinitions.apiextensions.k8s.io \"{name}\" is forbidden: User \"ci\" cannot get resource"
    );
    let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403, "message": message});
    (StatusCode::FORBIDDEN, Json(status))
}

async fn scene(test: &str, strict: Arc<AtomicBool>) -> Scene {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let kubeconfig = Kubeconfig::at(test, listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, server(strict)).await });
    Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_taken_away_is_noticed() {
    let strict = Arc::new(AtomicBool::new(false));
    let scene = scene("lost-right", strict.clone()).await;
    let mut live = scene.live().await;
    live.until("asked", |live| live.cluster.as_ref().is_some_and(|cluster| !cluster.kubernetes.is_empty()))
        .await;
    assert!(live.cluster.as_ref().is_some_and(|cluster| cluster.definitions.missing_rights.is_empty()));
    // The watches are refused again and again.
    strict.store(true, Ordering::Relaxed);
    live.until("noticed", |live| {
        live.cluster.as_ref().is_some_and(|cluster| cluster.definitions.missing_rights == ["delete pods"])
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_only_the_controller_misses_is_noticed() {
    let ground = Ground::start("only-the-controller").await;
    let is_lost = Arc::new(AtomicBool::new(false));
    let lost = is_lost.clone();
    let before: Before = Arc::new(move |method, path| {
        let is_lost = lost.load(Ordering::Relaxed);
        let answer = match path.as_str() {
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => {
                Some(review(!is_lost).into_response())
            }
            path if is_lost && method == "PATCH" && path.contains("/pods/") => {
                Some(forbidden().into_response())
            }
            _ => None,
        };
        future::ready(answer).boxed()
    });
    let kubeconfig = between("controller-right", ground.kube.clone(), before).await;
    let scene = Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await;
    let request = ApplyRequest { start: false, ..apply_request(&preset("bamboo-standalone")) };
    let view: InstanceView = scene.client.change("POST", "/instances", &request).await.read();
    let mut live = scene.live().await;
    live.until("asked", |live| live.cluster.as_ref().is_some_and(|cluster| !cluster.kubernetes.is_empty()))
        .await;
    is_lost.store(true, Ordering::Relaxed);
    scene.tell(&view.name, "start").await;
    let is_named = |cluster: &Cluster| cluster.definitions.missing_rights.contains(&"patch pods".to_owned());
    live.until("noticed", |live| live.cluster.as_ref().is_some_and(is_named)).await;
}

fn review(allowed: bool) -> impl IntoResponse {
    let review = json!({
        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
        "spec": {}, "status": {"allowed": allowed},
    });
    (StatusCode::CREATED, Json(review))
}

fn forbidden() -> impl IntoResponse {
    let message = "pods \"x\" is forbidden: User \"ci\" cannot patch resource \"pods\"";
    let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403, "message": message});
    (StatusCode::FORBIDDEN, Json(status))
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_rights_are_named_and_the_definitions_are_not_offered() {
    let scene = scene("rights", Arc::new(AtomicBool::new(true))).await;
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
