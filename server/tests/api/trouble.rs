//! Clusters that do not work: the console does, and says what is wrong.

use std::net::SocketAddr;

use slipway_core::api::{Cluster, ClusterKind};
use slipway_sandbox::Sandbox;
use slipway_server::cluster::{self, Wanted};
use slipway_server::serve::{self, Settings};
use tokio::net::TcpListener;

use crate::support::{Kubeconfig, Scene, preset, settings};

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
    scene.activate(&config).await;
    sandbox.stop().await;
    live.until("trouble again", |live| {
        live.cluster.as_ref().is_some_and(|cluster| cluster.trouble.is_some())
    })
    .await;
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
