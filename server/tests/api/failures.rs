//! Agents that do not work: the sentence says why.

use slipway_core::api::{Current, InstanceView};
use slipway_core::config::{Config, KeyRef};

use crate::support::{Scene, preset};

/// Applies what cannot work; the view once it says so.
async fn fails(
    scene: &Scene,
    edit: impl Fn(&mut Config),
    said: impl Fn(&InstanceView) -> bool,
) -> InstanceView {
    let mut config = preset("bamboo-dind-tls");
    edit(&mut config);
    let view = scene.apply(&config).await;
    scene.until(&view.name, "its failure", said).await
}

fn is_error(view: &InstanceView) -> bool {
    view.current == Current::Error
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_cannot_be_pulled_is_named() {
    let scene = Scene::start().await;
    let edit = |config: &mut Config| config.image.agent_image = "registry.invalid/agent:1".to_owned();
    // The controller may know the pod a moment before the pages do.
    let view = fails(&scene, edit, |view| is_error(view) && view.diagnosis.is_some()).await;
    assert!(view.sentence.contains("registry.invalid/agent:1"), "{}", view.sentence);
    let diagnosis = view.diagnosis.expect("a diagnosis");
    assert!(!diagnosis.advice.is_empty() && !diagnosis.evidence.is_empty(), "{diagnosis:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_out_of_memory_shows_its_restarts_and_why() {
    let scene = Scene::start().await;
    let edit = |config: &mut Config| {
        config.instance.overlay =
            "initContainers:\n- name: docker\n  resources:\n    limits: {memory: 64Mi}\n    requests: {memory: 64Mi}\n"
                .to_owned();
    };
    let view = fails(&scene, edit, |view| view.restarts > 0 && view.diagnosis.is_some()).await;
    let diagnosis = view.diagnosis.expect("a diagnosis");
    assert_eq!(diagnosis.container.as_deref(), Some("docker"), "{diagnosis:?}");
    assert!(diagnosis.sentence.to_lowercase().contains("memory"), "{diagnosis:?}");
    let daemon = view.containers.iter().find(|container| container.name == "docker").expect("the daemon");
    assert!(daemon.last_end.contains("OOMKilled"), "{daemon:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_mended_does_not_fail_by_what_its_earlier_pod_said() {
    let scene = Scene::start().await;
    let mut config = preset("bamboo-siblings");
    config.image.docker.host_socket.path = "/var/run/nosuch.sock".to_owned();
    let view = scene.apply(&config).await;
    scene.until(&view.name, "its failure", is_error).await;
    scene.tell(&view.name, "stop").await;
    scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.edit_image(&config.image_name, preset("bamboo-siblings").image).await;
    let mut live = scene.live().await;
    scene.tell(&view.name, "start").await;
    let well = |view: &InstanceView| {
        assert!(!is_error(view), "{}", view.sentence);
        view.current == Current::Active
    };
    live.instance(&view.name, "active", well).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_is_named() {
    let scene = Scene::start().await;
    let edit = |config: &mut Config| {
        config.instance.profile.bamboo.security_token = KeyRef::new("no-such-secret", "token")
    };
    let view = fails(&scene, edit, is_error).await;
    assert!(view.sentence.contains("no-such-secret"), "{}", view.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_api_server_is_an_error_in_its_words() {
    use k8s_openapi::api::core::v1::Namespace;
    use kube::api::{Api, Patch, PatchParams};
    use serde_json::json;
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let mut live = scene.live().await;
    scene.tell(&view.name, "stop").await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    let level = |level: &str| {
        Patch::Merge(json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}}))
    };
    let namespaces: Api<Namespace> = Api::all(scene.kube.clone());
    namespaces.patch("slipway", &PatchParams::default(), &level("baseline")).await.unwrap();
    scene.tell(&view.name, "start").await;
    let view = live.instance(&view.name, "error", is_error).await;
    assert!(view.sentence.contains("violates PodSecurity \"baseline"), "{}", view.sentence);
    assert!(view.sentence.contains("needs the level \"privileged\""), "{}", view.sentence);
    // Slipway tries again by itself once the namespace allows it.
    namespaces.patch("slipway", &PatchParams::default(), &level("privileged")).await.unwrap();
    live.instance(&view.name, "active", |view| view.current == Current::Active).await;
}
