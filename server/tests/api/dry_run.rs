//! `/instances/dry-run`

use serde_json::json;
use slipway_core::api::{ApplyRequest, Cluster, DryRun};
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_sandbox::Options;

use crate::support::{Scene, apply_request, preset, settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_lists_the_objects_and_stores_nothing() {
    let scene = Scene::start().await;
    let request = apply_request(&preset("bamboo-dind-tls"));
    let run: DryRun = scene.client.change("POST", "/instances/dry-run", &request).await.read();
    let name = "bamboo-agent-t3st5";
    assert_eq!(run.objects, [format!("PersistentVolumeClaim/{name}"), format!("Pod/{name}")]);
    assert_eq!(run.manifest_sha256, request.manifest_sha256);
    assert_eq!((run.differences, run.warnings), (Vec::new(), Vec::new()));
    assert_eq!(scene.pod(name).await, None);
    assert_eq!(scene.client.json("/instances?deleted=true").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_preset_comes_back_as_it_was_sent() {
    let scene = Scene::start().await;
    for preset in slipway_core::preset::all() {
        let mut config = preset.config.clone();
        config.instance.suffix = "t3st5".to_owned();
        let answer = scene.client.change("POST", "/instances/dry-run", &apply_request(&config)).await;
        assert_eq!(answer.status, 200, "{}: {}", preset.name, answer.text);
        assert_eq!(answer.read::<DryRun>().differences, [], "{}", preset.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_refuses_what_an_apply_refuses() {
    let scene = Scene::start().await;
    let config = preset("bamboo-standalone");
    let stale = ApplyRequest { manifest_sha256: "0".repeat(64), ..apply_request(&config) };
    scene.client.change("POST", "/instances/dry-run", &stale).await.problem(409, "manifest-differs");
    let mut wrong = config.clone();
    wrong.instance.overlay = "containers:\n- name: bamboo-agent\n  dnsPolicy: Sometimes\n".to_owned();
    wrong.instance.priority_class = "nobody-has-it".to_owned();
    let answer = scene.client.change("POST", "/instances/dry-run", &apply_request(&wrong)).await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
    scene.activate(&config).await;
    let again = scene.client.change("POST", "/instances/dry-run", &apply_request(&config)).await;
    assert_eq!(again.status, 200, "an equal instance is no conflict: {}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_with_older_settings_of_its_image_is_not_rehearsed_over() {
    let scene = Scene::start().await;
    let mut config = preset("bamboo-dind-tls");
    scene.activate(&config).await;
    config.image.docker.daemon.mtu = Some(1400);
    scene.edit_image(&config.image_name, config.image.clone()).await;
    let request = apply_request(&config);
    let run: DryRun = scene.client.change("POST", "/instances/dry-run", &request).await.read();
    assert_eq!(run.objects, Vec::<String>::new(), "an equal instance is there, so nothing would be applied");
    assert_eq!(scene.client.change("POST", "/instances", &request).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_the_cluster_refuses_names_the_setting() {
    let scene = Scene::start().await;
    let mut config = preset("bamboo-standalone");
    config.instance.overlay =
        "terminationGracePeriodSeconds: -5\nnodeSelector:\n  \"not a label!\": x\n".to_owned();
    let answer = scene.client.change("POST", "/instances/dry-run", &apply_request(&config)).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
}

/// The console previews for the version the server names, so that both generate the same.
#[tokio::test(flavor = "multi_thread")]
async fn manifests_are_made_for_the_version_of_the_cluster() {
    let sandbox = Options { version: (1, 28), ..settings().sandbox };
    let scene = Scene::with_sandbox(sandbox).await;
    let mut live = scene.live().await;
    live.until("known", |live| live.cluster.as_ref().is_some_and(|cluster| !cluster.kubernetes.is_empty()))
        .await;
    let clusters: Vec<Cluster> = scene.client.get("/clusters").await.read();
    assert_eq!(clusters[0].kubernetes, "1.28");
    let config = preset("bamboo-dind-tls");
    scene
        .client
        .change("POST", "/instances/dry-run", &apply_request(&config))
        .await
        .problem(409, "manifest-differs");
    let target = Target { kubernetes: KubernetesVersion { major: 1, minor: 28 } };
    let manifest_sha256 = render(&config, &target).manifests.unwrap().sha256();
    let request = ApplyRequest { manifest_sha256, ..apply_request(&config) };
    let answer = scene.client.change("POST", "/instances/dry-run", &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}
