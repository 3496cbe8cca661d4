//! Answers that the API server does not give, or that somebody in front of it gives in its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use serde_json::json;
use slipway_core::api::InstanceView;
use slipway_server::serve::Settings;

use crate::support::{Before, Scene, apply_request, between, preset, settings};

/// A server whose requests of this method and to such paths get this answer; without one they get none.
async fn astray(
    test: &str,
    sandbox: &Scene,
    hits: Hits,
    answer: fn() -> Option<Response>,
) -> (Scene, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let before: Before = Arc::new(move |method, path| {
        let is_hit = hits(&method, &path);
        counted.fetch_add(usize::from(is_hit), Ordering::Relaxed);
        async move {
            match answer() {
                _ if !is_hit => None,
                Some(answer) => Some(answer),
                None => std::future::pending().await,
            }
        }
        .boxed()
    });
    let kubeconfig = between(test, sandbox.kube.clone(), before).await;
    let scene = Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await;
    (scene, count)
}

type Hits = fn(&str, &str) -> bool;

/// What a proxy says that knows no such page.
fn page() -> Option<Response> {
    Some((StatusCode::NOT_FOUND, "<html><head><title>404 Not Found</title></head></html>").into_response())
}

/// What the API server says about an object that is there.
fn exists() -> Option<Response> {
    let status = json!({"kind": "Status", "status": "Failure", "message": "exists", "reason": "AlreadyExists", "code": 409});
    Some((StatusCode::CONFLICT, Json(status)).into_response())
}

#[tokio::test(flavor = "multi_thread")]
async fn that_something_is_gone_is_believed_of_the_api_server_only() {
    let sandbox = Scene::start().await;
    let config = preset("bamboo-standalone");
    let request = slipway_core::api::ApplyRequest { start: false, ..apply_request(&config) };
    let view: InstanceView = sandbox.client.change("POST", "/instances", &request).await.read();
    let image = json!({"name": "unused", "image": {}});
    assert_eq!(sandbox.client.change("POST", "/images", &image).await.status, 201);
    let (scene, count) =
        astray("gone", &sandbox, |method, path| method == "DELETE" && path.contains("/agent"), page).await;
    scene.live().await.until("listed", |live| live.images.contains_key("unused")).await;
    for (method, path) in
        [("POST", format!("/instances/{}/purge", view.name)), ("DELETE", "/images/unused".to_owned())]
    {
        let problem = scene.client.command(method, &path).await.problem(404, "not-found");
        assert!(problem.message.contains("address answered 404"), "{path}: {}", problem.message);
    }
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_is_there_and_is_not_is_stored_a_few_times() {
    let sandbox = Scene::start().await;
    let (scene, count) = astray(
        "flicker",
        &sandbox,
        |method, path| method == "POST" && path.ends_with("/agentimages"),
        exists,
    )
    .await;
    scene.live().await.until("listed", |live| live.cluster.is_some()).await;
    let request = apply_request(&preset("bamboo-standalone"));
    let answer = scene.client.change("POST", "/instances", &request).await;
    assert_eq!(answer.problem(409, "exists").fields[0].path, "imageName");
    assert_eq!(count.load(Ordering::Relaxed), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_shown_while_the_api_server_takes_its_time() {
    let sandbox = Scene::start().await;
    let view = sandbox.apply(&preset("bamboo-standalone")).await;
    let hits: Hits = |method, path| {
        method == "GET" && (path.contains("/agentinstances/bam") || path.contains("/agentimages/bam"))
    };
    let (scene, count) = astray("hangs", &sandbox, hits, || None).await;
    scene.live().await.instance(&view.name, "seen", |_| true).await;
    for path in [format!("/instances/{}", view.name), format!("/images/{}", view.image_name)] {
        assert_eq!(scene.client.get(&path).await.status, 200, "{path}");
    }
    assert!(count.load(Ordering::Relaxed) >= 2, "both were asked for");
}
