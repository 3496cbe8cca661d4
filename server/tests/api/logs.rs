//! `/instances/{name}/logs`

use axum::http::Request;
use futures::StreamExt;
use slipway_core::api::Current;

use crate::support::{Scene, preset};

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_text_of_the_agent_or_of_the_container_asked_for() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let path = format!("/instances/{}/logs", view.name);
    let agent = scene.client.get(&path).await;
    assert_eq!(agent.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(agent.header("x-content-type-options"), "nosniff");
    assert!(agent.text.contains("Bamboo"), "{}", agent.text);
    let daemon = scene.client.get(&format!("{path}?container=docker")).await.text;
    assert!(!daemon.is_empty() && daemon != agent.text, "{daemon}");
    let last = scene.client.get(&format!("{path}?tail=1&timestamps=true")).await.text;
    assert_eq!(last.lines().count(), 1, "{last}");
    assert!(last.starts_with("20"), "{last}");
    scene.client.get(&format!("{path}?container=nobody")).await.problem(422, "refused");
    let problem = scene.client.get(&format!("{path}?tail=many")).await.problem(400, "unreadable");
    assert_eq!(problem.fields[0].path, "tail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_log_is_sent_as_it_is_written_and_ends_with_the_container() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let uri = format!("/api/v1/instances/{}/logs?follow=true", view.name);
    let mut pieces =
        scene.client.open(Request::get(uri).body(String::new()).unwrap()).await.into_data_stream();
    let first = pieces.next().await.expect("something is written").unwrap();
    assert!(!first.is_empty());
    scene.tell(&view.name, "stop").await;
    let rest = async { while pieces.next().await.is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(60), rest).await.expect("the stream ends");
    scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.client.get(&format!("/instances/{}/logs", view.name)).await.problem(404, "not-found");
}
