//! Requests of the controller that go wrong: what is asked for comes about all the same, once.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Event, Namespace};
use kube::api::{Api, ListParams, Patch, PatchParams};
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, Current};
use slipway_core::config::{Config, DockerMode};

use crate::support::{Scene, apply_request, preset};

/// Lets the sandbox's API server fail as ordered, or no more.
async fn order(scene: &Scene, faults: Option<&str>) {
    let namespaces: Api<Namespace> = Api::all(scene.kube.clone());
    let patch = Patch::Merge(json!({"metadata": {"annotations": {"sandbox.slipway.dev/faults": faults}}}));
    namespaces.patch("slipway", &PatchParams::default(), &patch).await.unwrap();
}

fn plain() -> Config {
    let mut config = preset("generic-dind");
    config.image.docker.mode = DockerMode::None;
    config
}

/// The pods of that name that ever were on a node, by uid.
async fn pods(scene: &Scene, name: &str) -> BTreeSet<String> {
    let events = scene.objects::<Event>().list(&ListParams::default()).await.unwrap();
    let events = events.into_iter().filter(|event| event.reason.as_deref() == Some("Scheduled"));
    let pods = events.map(|event| event.involved_object).filter(|pod| pod.name.as_deref() == Some(name));
    pods.filter_map(|pod| pod.uid).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_makes_one_new_pod_whatever_becomes_of_its_writes() {
    for faults in [
        "conflict resource=agentinstances/status count=6",
        "fails code=503 resource=agentinstances/status count=3",
        "answer-lost resource=agentinstances/status count=3",
        "answer-lost resource=pods verb=patch,delete count=2",
        "conflict resource=pods verb=patch,delete count=2",
    ] {
        let scene = Scene::start().await;
        let name = scene.activate(&plain()).await.name;
        let before = scene.pod(&name).await.unwrap()["metadata"]["uid"].clone();
        order(&scene, Some(faults)).await;
        let mut live = scene.live().await;
        scene.tell(&name, "restart").await;
        let uid = async || scene.pod(&name).await.map(|pod| pod["metadata"]["uid"].clone());
        while uid().await.is_none_or(|uid| uid == before) {
            live.next().await;
        }
        live.instance(&name, "active", |view| view.current == Current::Active && view.ready == 1).await;
        assert_eq!(pods(&scene, &name).await.len(), 2, "{faults}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_whose_pods_hang_say_so_and_keep_nobody_waiting() {
    let scene = Scene::start().await;
    for number in 0..10 {
        let mut config = plain();
        config.instance.name_prefix = "slow".to_owned();
        config.instance.suffix = format!("{number:05}");
        let request = ApplyRequest { start: false, ..apply_request(&config) };
        assert_eq!(scene.client.change("POST", "/instances", &request).await.status, 201);
    }
    order(&scene, Some("hang resource=pods verb=patch name=slow-*")).await;
    for number in 0..10 {
        scene.tell(&format!("slow-{number:05}"), "start").await;
    }
    let mut live = scene.live().await;
    scene.activate(&plain()).await;
    let is_told = |name: &str| live.instances.get(name).is_some_and(|view| view.current == Current::Error);
    assert!(!is_told("slow-00003"), "the healthy one waited for the others");
    let view = live.instance("slow-00003", "an error", |view| view.current == Current::Error).await;
    assert!(
        view.sentence.starts_with("The API server did not answer the write of the Pod"),
        "{}",
        view.sentence
    );
    order(&scene, None).await;
    live.instance("slow-00003", "active", |view| view.current == Current::Active).await;
    assert_ne!(scene.pod("slow-00003").await, None::<Value>);
}
