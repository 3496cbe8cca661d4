//! Clusters in trouble under a running console.

use std::sync::Arc;

use cluster_suite::{Stopped, eventually, kubelet};
use k8s_openapi::api::core::v1::Pod;
use kube::api::Api;
use slipway_core::api::{Cluster, Current};
use slipway_core::config::ProbeKind;

use crate::ground::{Ground, fast_sandbox, on, real_cluster};
use crate::matrix;
use crate::webhook::Webhook;

/// An agent with its daemon, active.
async fn active(ground: &Ground) -> (String, String) {
    let case = matrix::case("trouble", |_| {});
    let view = ground.console.apply(&case.config).await.unwrap();
    ground.console.until_active(&view.name).await.unwrap();
    let uid = uid(ground, &view.name).await;
    (view.name, uid)
}

async fn uid(ground: &Ground, name: &str) -> String {
    let pods: Api<Pod> = ground.place.api();
    pods.get(name).await.unwrap().metadata.uid.unwrap()
}

async fn until_cluster(ground: &Ground, what: &str, is: impl Fn(&Cluster) -> bool) -> Cluster {
    let ask = async || Some(ground.console.view().await).filter(&is);
    eventually(what, ask).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn a_console_goes_on_when_the_api_server_comes_back_on_the_test_cluster() {
    on(&real_cluster().await, async |ground| {
        let (name, before) = active(ground).await;
        let stopped = Stopped::part("kube-apiserver");
        let view = until_cluster(ground, "trouble", |cluster| cluster.trouble.is_some()).await;
        let sentence = view.trouble.unwrap_or_default();
        drop(stopped);
        assert!(sentence.contains("does not answer") && sentence.ends_with('.'), "{sentence}");
        until_cluster(ground, "no trouble", |cluster| cluster.trouble.is_none()).await;
        ground.console.until_active(&name).await.unwrap();
        assert_eq!(uid(ground, &name).await, before, "the pod stays");
        // The watches go on too: a change is seen.
        ground.console.tell(&name, "stop").await;
        let inactive =
            ground.console.until(&name, "inactive", |view| view.current == Current::Inactive).await;
        inactive.unwrap();
    })
    .await;
}

async fn a_node_that_is_lost_is_said_and_its_return_seen(cluster: Arc<cluster_suite::Cluster>) {
    on(&cluster, async |ground| {
        let (name, before) = active(ground).await;
        kubelet(&cluster, "stop").await;
        let lost = ground
            .console
            .until(&name, "its node lost", |view| {
                view.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.code == "node-lost")
            })
            .await;
        kubelet(&cluster, "start").await;
        let lost = lost.unwrap();
        let sentence = lost.diagnosis.unwrap().sentence;
        assert!(
            sentence.contains("does not answer, so nobody knows whether the agent still runs"),
            "{sentence}"
        );
        let back = |view: &slipway_core::api::InstanceView| {
            view.current == Current::Active && view.diagnosis.is_none()
        };
        ground.console.until(&name, "back", back).await.unwrap();
        assert_eq!(uid(ground, &name).await, before, "the pod stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_lost_is_said_and_its_return_seen_on_the_sandbox() {
    a_node_that_is_lost_is_said_and_its_return_seen(fast_sandbox().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn a_node_that_is_lost_is_said_and_its_return_seen_on_the_test_cluster() {
    a_node_that_is_lost_is_said_and_its_return_seen(real_cluster().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn a_webhook_that_strips_sidecars_is_named_on_a_real_cluster() {
    on(&real_cluster().await, async |ground| {
        let url = ground.console.view().await.server;
        let webhook = Webhook::start(&ground.place, &url).await;
        let case = matrix::case("stripped", |_| {}).on(ground.console.target());
        if !case.is_native() {
            // Without native sidecars nothing can be taken off.
            let view = ground.console.apply(&case.config).await.unwrap();
            ground.console.until_active(&view.name).await.unwrap();
            assert!(webhook.was_asked(), "the API server never asked");
            webhook.stop().await;
            return;
        }
        // With a startup probe the API server refuses what is left of the sidecar.
        let problem = ground.console.apply(&case.config).await.unwrap_err();
        assert!(problem.message.contains("restartPolicy"), "{problem:?}");
        assert!(problem.message.contains("webhook"), "{problem:?}");
        // Without one it takes it, and the agent would never start.
        let mut config = case.config;
        config.image.docker.daemon.startup_probe.kind = ProbeKind::None;
        let view = ground.console.apply(&config).await.unwrap();
        let said = |view: &slipway_core::api::InstanceView| {
            view.current == Current::Error
                && view.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.code == "sidecar-stripped")
        };
        ground.console.until(&view.name, "the sidecar is stripped", said).await.unwrap();
        webhook.stop().await;
    })
    .await;
}
