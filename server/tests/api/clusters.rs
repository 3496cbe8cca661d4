//! `/clusters`, `/clusters/{name}/definitions`

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Api;
use kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::json;
use slipway_core::api::{Cluster, ClusterKind, DefinitionsState};

use crate::support::{Scene, preset};

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_is_described() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.until("known", |live| live.cluster.as_ref().is_some_and(|cluster| !cluster.kubernetes.is_empty()))
        .await;
    let clusters: Vec<Cluster> = scene.client.get("/clusters").await.read();
    let [cluster] = clusters.as_slice() else { panic!("{clusters:?}") };
    assert_eq!((cluster.name.as_str(), cluster.kind), ("sandbox", ClusterKind::Sandbox));
    assert_eq!((cluster.kubernetes.as_str(), cluster.namespace.as_str()), ("1.36", "slipway"));
    assert_eq!((&cluster.trouble, cluster.definitions.state), (&None, DefinitionsState::Installed));
    assert_eq!(cluster.definitions.missing_rights, Vec::<String>::new());
    assert_eq!(cluster.server, scene.sandbox_url);
    assert!(cluster.connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_outdated_definitions_are_seen_and_installed() {
    let scene = Scene::start().await;
    let definitions: Api<CustomResourceDefinition> = Api::all(scene.kube.clone());
    let install = async || {
        let answer = scene.client.command("POST", "/clusters/sandbox/definitions").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.read::<Cluster>().definitions.state
    };
    let annotation = json!({"metadata": {"annotations": {"slipway.dev/schema": "of another version"}}});
    let params = PatchParams::default();
    definitions.patch("agentimages.slipway.dev", &params, &Patch::Merge(annotation)).await.unwrap();
    assert_eq!(install().await, DefinitionsState::Installed);

    definitions.delete("agentinstances.slipway.dev", &DeleteParams::default()).await.unwrap();
    let mut live = scene.live().await;
    live.until("missing", |live| {
        live.cluster.as_ref().is_some_and(|cluster| cluster.definitions.state == DefinitionsState::Missing)
    })
    .await;
    scene.client.get("/instances").await.problem(503, "definitions-missing");
    assert_eq!(install().await, DefinitionsState::Installed);
    scene.activate(&preset("bamboo-standalone")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cluster_cannot_be_changed() {
    let scene = Scene::start().await;
    scene.client.command("POST", "/clusters/nobody/definitions").await.problem(404, "not-found");
}
