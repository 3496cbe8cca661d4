//! `POST /instances/{name}/start|stop|restart|purge`, `DELETE /instances/{name}`

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;
use slipway_core::api::{Current, Desired, InstanceView};
use slipway_server::crd::AgentInstance;
use slipway_server::serve::Settings;

use crate::support::{Before, Scene, between, preset, settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_takes_the_pod_and_keeps_the_volume_and_a_start_brings_it_back() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let claims = scene.objects::<PersistentVolumeClaim>();
    let claim = claims.get(&view.name).await.unwrap().metadata.uid;
    let mut live = scene.live().await;
    for _ in 0..2 {
        let before = scene.pod(&view.name).await.unwrap()["metadata"]["uid"].clone();
        scene.tell(&view.name, "stop").await;
        let stopped = live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
        assert_eq!((stopped.desired, stopped.total), (Desired::Inactive, 0));
        assert_eq!(stopped.sentence, "Stopped; its volume is kept.");
        assert_eq!(scene.pod(&view.name).await, None);
        assert_eq!(claims.get(&view.name).await.unwrap().metadata.uid, claim);
        scene.tell(&view.name, "start").await;
        live.instance(&view.name, "active", |view| view.current == Current::Active).await;
        assert_ne!(scene.pod(&view.name).await.unwrap()["metadata"]["uid"], before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_is_one_request_and_takes_the_settings_as_they_are() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let claim = scene.objects::<PersistentVolumeClaim>().get(&view.name).await.unwrap().metadata.uid;
    let mut live = scene.live().await;
    let mut before = scene.pod(&view.name).await.unwrap()["metadata"]["uid"].clone();
    // Active, and then (the second time) inactive: both lead to a new pod.
    for stop_first in [false, true] {
        if stop_first {
            scene.tell(&view.name, "stop").await;
            live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
        }
        scene.tell(&view.name, "restart").await;
        if !stop_first {
            let restarting = |view: &InstanceView| view.sentence.starts_with("It restarts");
            live.instance(&view.name, "restarting", restarting).await;
        }
        live.instance(&view.name, "active again", |view| view.current == Current::Active).await;
        let after = scene.pod(&view.name).await.unwrap()["metadata"]["uid"].clone();
        assert_ne!(after, before);
        before = after;
    }
    assert_eq!(
        scene.objects::<PersistentVolumeClaim>().get(&view.name).await.unwrap().metadata.uid,
        claim,
        "the volume stays"
    );
    scene.client.command("POST", "/instances/nobody/restart").await.problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn saying_what_is_already_wanted_changes_nothing() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let answer = scene.client.command("POST", &format!("/instances/{}/start", view.name)).await;
    assert_eq!(answer.read::<InstanceView>().resource_version, view.resource_version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_instance_is_hidden_until_it_is_purged_with_its_volume() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let mut live = scene.live().await;
    scene.client.command("POST", &format!("/instances/{}/purge", view.name)).await.problem(409, "active");
    let deleted = scene.client.command("DELETE", &format!("/instances/{}", view.name)).await;
    assert_eq!(deleted.read::<InstanceView>().desired, Desired::Deleted);
    let view = live
        .instance(&view.name, "inactive", |view| {
            view.desired == Desired::Deleted && view.current == Current::Inactive
        })
        .await;
    assert_eq!(view.sentence, "Deleted; its volume is kept until it is purged.");
    assert_eq!(scene.client.json("/instances").await, json!([]));
    let all: Vec<InstanceView> = scene.client.get("/instances?deleted=true").await.read();
    assert_eq!(all.len(), 1);
    let claims = scene.objects::<PersistentVolumeClaim>();
    assert!(claims.get_opt(&view.name).await.unwrap().is_some());

    scene.tell(&view.name, "purge").await;
    live.until("gone", |live| !live.instances.contains_key(&view.name)).await;
    let gone = kube::runtime::wait::await_condition(claims, &view.name, |claim: Option<&_>| claim.is_none());
    tokio::time::timeout(std::time::Duration::from_secs(60), gone).await.expect("the claim goes").unwrap();
    scene.client.get(&format!("/instances/{}", view.name)).await.problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_is_started_while_it_is_purged_stays() {
    let sandbox = Scene::start().await;
    let name = sandbox.activate(&preset("bamboo-standalone")).await.name;
    sandbox.tell(&name, "stop").await;
    sandbox.until(&name, "inactive", |view| view.current == Current::Inactive).await;
    let instances: Api<AgentInstance> = sandbox.objects();
    let (started, starting) = (Arc::new(AtomicBool::new(false)), instances.clone());
    // Somebody starts it between the look at it and its deletion.
    let before: Before = Arc::new(move |method, path| {
        let (instances, started) = (starting.clone(), started.clone());
        async move {
            let name = path.rsplit('/').next().unwrap_or_default();
            if method == "DELETE"
                && path.contains("/agentinstances/")
                && !started.swap(true, Ordering::Relaxed)
            {
                let start = Patch::Merge(json!({"spec": {"desiredState": "Active"}}));
                instances.patch(name, &PatchParams::default(), &start).await.unwrap();
            }
            None
        }
        .boxed()
    });
    let kubeconfig = between("purge", sandbox.kube.clone(), before).await;
    let scene = Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await;
    let purge = async || scene.client.command("POST", &format!("/instances/{name}/purge")).await;
    purge().await.problem(409, "active");
    assert!(instances.get_opt(&name).await.unwrap().is_some(), "it stays, and its volume with it");
    sandbox.tell(&name, "stop").await;
    assert_eq!(purge().await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_instance_can_be_started_again() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let mut live = scene.live().await;
    scene.client.command("DELETE", &format!("/instances/{}", view.name)).await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.tell(&view.name, "start").await;
    live.instance(&view.name, "active", |view| view.current == Current::Active).await;
    assert_eq!(scene.client.get("/instances").await.read::<Vec<InstanceView>>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_right_after_a_stop_is_a_new_activation() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let before = scene.pod(&view.name).await.unwrap()["metadata"]["uid"].clone();
    let mut live = scene.live().await;
    scene.tell(&view.name, "stop").await;
    live.instance(&view.name, "stopping", |view| {
        view.sentence.contains("stopping") || view.current == Current::Inactive
    })
    .await;
    scene.tell(&view.name, "start").await;
    // `Active` alone may still be that of the stopping pod.
    let mut after = before.clone();
    while after == before || live.instances[&view.name].current != Current::Active {
        live.next().await;
        if let Some(pod) = scene.pod(&view.name).await {
            after = pod["metadata"]["uid"].clone();
        }
    }
}
