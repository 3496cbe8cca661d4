//! Clusters that do not work: the console does, and says what is wrong.

use std::net::SocketAddr;

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, ApiResource, DeleteParams, DynamicObject, PostParams};
use serde_json::{Value, json};
use slipway_core::api::{Cluster, ClusterKind, DefinitionsState, ImageView, InstanceView};
use slipway_sandbox::Sandbox;
use slipway_server::cluster::{self, Wanted};
use slipway_server::crd::AgentInstance;
use slipway_server::serve::{self, Settings};
use tokio::net::TcpListener;

use crate::support::{Kubeconfig, LiveClient, Scene, preset, settings};

/// An address nobody listens at.
async fn silent_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_does_not_answer_is_shown_and_found_again() {
    let address = silent_address().await;
    let kubeconfig = Kubeconfig::at("silent", address);
    let scene = Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await;
    let mut live = scene.live().await;
    live.until("trouble", |live| live.cluster.as_ref().is_some_and(|cluster| cluster.trouble.is_some()))
        .await;
    let clusters: Vec<Cluster> = scene.client.get("/clusters").await.read();
    let [here, there] = clusters.as_slice() else { panic!("{clusters:?}") };
    assert_eq!((here.name.as_str(), here.kind, here.connected), ("here", ClusterKind::Kubeconfig, true));
    assert_eq!((there.name.as_str(), there.connected), ("there", false));
    assert_eq!(there.reason, "Start Slipway with --context there to use it.");
    for path in ["/images", "/instances", "/instances/a"] {
        scene.client.get(path).await.problem(503, "cluster-unreachable");
    }
    scene.client.command("POST", "/clusters/there/definitions").await.problem(409, "not-connected");

    let listener = TcpListener::bind(address).await.unwrap();
    let sandbox = Sandbox::start(listener, settings().sandbox).await.unwrap();
    live.until("answers", |live| {
        live.cluster
            .as_ref()
            .is_some_and(|cluster| cluster.trouble.is_none() && !cluster.kubernetes.is_empty())
    })
    .await;
    scene.client.get("/instances").await.problem(503, "definitions-missing");
    assert_eq!(scene.client.command("POST", "/clusters/here/definitions").await.status, 200);
    let namespace =
        serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "slipway"}});
    let namespaces: kube::Api<k8s_openapi::api::core::v1::Namespace> = kube::Api::all(scene.kube.clone());
    namespaces
        .create(&kube::api::PostParams::default(), &serde_json::from_value(namespace).unwrap())
        .await
        .unwrap();
    let mut config = preset("generic-dind");
    config.image.registry_credentials = String::new();
    let view = scene.activate(&config).await;
    sandbox.stop().await;
    live.until("trouble again", |live| {
        live.cluster.as_ref().is_some_and(|cluster| cluster.trouble.is_some())
    })
    .await;
    // What was last seen is still shown, as on the live pages; nothing is changed on its strength.
    let seen: Vec<InstanceView> = scene.client.get("/instances").await.read();
    assert_eq!(seen.iter().map(|one| &one.name).collect::<Vec<_>>(), [&view.name]);
    let one: InstanceView = scene.client.get(&format!("/instances/{}", view.name)).await.read();
    assert_eq!(one.image_name, view.image_name);
    let image = format!("/images/{}", view.image_name);
    let images: Vec<ImageView> = scene.client.get("/images").await.read();
    assert_eq!(images.iter().map(|one| &one.name).collect::<Vec<_>>(), [&view.image_name]);
    assert_eq!(scene.client.get(&image).await.status, 200);
    scene.client.get("/instances/nobody").await.problem(404, "not-found");
    let stop = format!("/instances/{}/stop", view.name);
    scene.client.command("POST", &stop).await.problem(503, "cluster-unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cluster_at_the_same_address_is_listed_anew() {
    let address = silent_address().await;
    let begin = async || {
        let listener = TcpListener::bind(address).await.unwrap();
        Sandbox::start(listener, settings().sandbox).await.unwrap()
    };
    let first = begin().await;
    let scene =
        Scene::with(Settings { cluster: Kubeconfig::at("other", address).options(), ..settings() }).await;
    let mut live = scene.live().await;
    let install = async |live: &mut LiveClient| {
        let is_bare = |live: &LiveClient| {
            let state = live.cluster.as_ref().map(|cluster| cluster.definitions.state);
            state == Some(DefinitionsState::Missing)
        };
        live.until("no definitions", is_bare).await;
        assert_eq!(scene.client.command("POST", "/clusters/here/definitions").await.status, 200);
        let namespaces: Api<Namespace> = Api::all(scene.kube.clone());
        let namespace = json!({"metadata": {"name": "slipway"}});
        let namespace = serde_json::from_value(namespace).unwrap();
        namespaces.create(&PostParams::default(), &namespace).await.unwrap();
    };
    install(&mut live).await;
    for name in ["a", "b"] {
        let image = json!({"name": name, "image": {}});
        assert_eq!(scene.client.change("POST", "/images", &image).await.status, 201);
    }
    live.until("listed", |live| live.images.len() == 2).await;
    first.stop().await;
    let second = begin().await;
    install(&mut live).await;
    live.until("nothing of the first is shown", |live| live.images.is_empty()).await;
    let image = json!({"name": "c", "image": {}});
    assert_eq!(scene.client.change("POST", "/images", &image).await.status, 201);
    live.until("what is there is shown", |live| live.images.keys().eq(["c"])).await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_cannot_be_read_is_named_and_hides_no_other() {
    let scene = Scene::start().await;
    let view = scene.apply(&preset("bamboo-standalone")).await;
    let kind = ApiResource::erase::<AgentInstance>(&());
    let instances: Api<DynamicObject> = Api::namespaced_with(scene.kube.clone(), "slipway", &kind);
    let mut bad = DynamicObject::new("by-hand", &kind);
    bad.data =
        json!({"spec": {"image": "alone", "namePrefix": "by", "terminationGraceSeconds": 5_000_000_000_u64}});
    let refused = instances.create(&PostParams::default(), &bad).await.expect_err("the schema has a bound");
    assert!(refused.to_string().contains("terminationGraceSeconds"), "{refused}");

    // Definitions of an earlier version have none.
    widen(&scene).await;
    let image = json!({"name": "alone", "image": {}});
    assert_eq!(scene.client.change("POST", "/images", &image).await.status, 201);
    instances.create(&PostParams::default(), &bad).await.unwrap();
    let mut live = scene.live().await;
    let names = |live: &LiveClient, name: &str| {
        let cluster = live.cluster.as_ref();
        cluster.and_then(|it| it.trouble.clone()).is_some_and(|trouble| trouble.contains(name))
    };
    live.until("named", |live| names(live, "AgentInstance by-hand (") && names(live, "5000000000")).await;
    let listed: Vec<InstanceView> = scene.client.get("/instances").await.read();
    assert_eq!(listed.iter().map(|one| &one.name).collect::<Vec<_>>(), [&view.name]);
    let problem = scene.client.get("/instances/by-hand").await.problem(502, "cluster-failed");
    assert!(problem.message.contains("cannot be read"), "{}", problem.message);
    let problem = scene.client.command("DELETE", "/images/alone").await.problem(409, "image-used");
    assert!(problem.message.contains("by-hand"), "{}", problem.message);

    instances.delete("by-hand", &DeleteParams::default()).await.unwrap();
    live.until("mended", |live| live.cluster.as_ref().is_some_and(|cluster| cluster.trouble.is_none())).await;
    assert_eq!(scene.client.command("DELETE", "/images/alone").await.status, 204);
}

/// Takes the bounds of numbers out of the definition of instances.
async fn widen(scene: &Scene) {
    fn unbound(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, value| key != "maximum" || !value.is_number());
                map.values_mut().for_each(unbound);
            }
            Value::Array(items) => items.iter_mut().for_each(unbound),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let definitions: Api<CustomResourceDefinition> = Api::all(scene.kube.clone());
    let found = definitions.get("agentinstances.slipway.dev").await.unwrap();
    let mut definition = serde_json::to_value(found).unwrap();
    unbound(&mut definition);
    let definition = serde_json::from_value(definition).unwrap();
    definitions.replace("agentinstances.slipway.dev", &PostParams::default(), &definition).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_chosen_is_a_sentence() {
    let broken = Kubeconfig::new("broken", "contexts: [");
    let good = Kubeconfig::at("good", silent_address().await);
    let cases = [
        (broken.options(), "unclosed"),
        (
            cluster::Options { kubeconfig: Some("/nonexistent/config".into()), ..good.options() },
            "cannot be read",
        ),
        (cluster::Options { context: Some("nowhere".to_owned()), ..good.options() }, "it has here, there"),
        (cluster::Options { wanted: Wanted::Sandbox, ..good.options() }, "has no contexts"),
    ];
    for (options, part) in cases {
        let Err(sentence) = serve::start(Settings { cluster: options.clone(), ..settings() }).await else {
            panic!("{options:?} was accepted");
        };
        assert!(sentence.contains(part) && sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_context_can_be_named() {
    let kubeconfig = Kubeconfig::at("named", silent_address().await);
    let options = cluster::Options { context: Some("there".to_owned()), ..kubeconfig.options() };
    let scene = Scene::with(Settings { cluster: options, ..settings() }).await;
    assert_eq!(
        (scene.running.identity.name.as_str(), scene.running.identity.namespace.as_str()),
        ("there", "default")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_address_is_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = taken.local_addr().unwrap();
    let Err(sentence) = serve::start(Settings { listen, ..settings() }).await else { panic!("accepted") };
    assert!(sentence.contains("something else listens there"), "{sentence}");
}
