//! Agents that do not work: the sentence says why.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{Namespace, Node, Pod};
use kube::api::{Api, Patch, PatchParams};
use serde_json::{Value, json};
use slipway_core::api::{Condition, Current, EditRequest, InstanceView};
use slipway_core::config::{Config, DockerMode, KeyRef};

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

fn storage(conditions: &[Condition]) -> Option<Condition> {
    conditions.iter().find(|condition| condition.kind == "StorageBound").cloned()
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
async fn what_failed_is_edited_when_its_pod_is_gone() {
    let scene = Scene::start().await;
    let edit = |config: &mut Config| {
        config.instance.profile.bamboo.security_token = KeyRef::new("no-such-secret", "token")
    };
    let name = fails(&scene, edit, is_error).await.name;
    scene.hold_pod(&name, &["example.com/hold"]).await;
    scene.tell(&name, "stop").await;
    let stopping = |view: &InstanceView| view.sentence.starts_with("The pod is stopping");
    let view = scene.until(&name, "stopping", stopping).await;
    assert_eq!(view.current, Current::Error);
    let put = async |view: InstanceView| {
        let InstanceView { image_name, instance, resource_version, .. } = view;
        let request = EditRequest { image_name, instance, resource_version };
        scene.client.change("PUT", &format!("/instances/{name}"), &request).await
    };
    put(view).await.problem(409, "stopping");
    scene.hold_pod(&name, &[]).await;
    let view = scene.until(&name, "inactive", |view| view.current == Current::Inactive).await;
    assert_eq!(put(view).await.status, 200);
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
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let bound = storage(&view.conditions);
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
    assert_eq!(view.diagnosis.map(|diagnosis| diagnosis.code).as_deref(), Some("pod-security"));
    assert_eq!(storage(&view.conditions), bound, "the volume is there, and has been all the time");
    // Slipway tries again by itself once the namespace allows it.
    namespaces.patch("slipway", &PatchParams::default(), &level("privileged")).await.unwrap();
    live.instance(&view.name, "active", |view| view.current == Current::Active).await;
}

/// An agent that runs for so many seconds after its third crash, as a kubelet says it.
fn runs_again(mut pod: Value, seconds: i64) -> Value {
    let since = Timestamp::now().checked_sub(SignedDuration::from_secs(seconds)).unwrap().to_string();
    let status = &mut pod["status"]["containerStatuses"][0];
    status["restartCount"] = json!(3);
    status["ready"] = json!(true);
    status["state"] = json!({"running": {"startedAt": since}});
    status["lastState"] = json!({"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": since}});
    let conditions = pod["status"]["conditions"].as_array_mut().unwrap();
    let ready = conditions.iter_mut().find(|condition| condition["type"] == "Ready").unwrap();
    ready["status"] = json!("True");
    json!({"status": pod["status"]})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loop_that_is_over_is_no_error_any_more_although_nothing_changes() {
    let scene = Scene::start().await;
    let mut config = preset("generic-dind");
    config.image.docker.mode = DockerMode::None;
    let name = scene.activate(&config).await.name;
    let mut live = scene.live().await;
    // From here on nobody but the test writes the status of the pod.
    let stopped = json!({"metadata": {"annotations": {"sandbox.slipway.dev/kubelet": "stopped"}}});
    let nodes: Api<Node> = Api::all(scene.kube.clone());
    nodes.patch("sandbox", &PatchParams::default(), &Patch::Merge(stopped)).await.unwrap();
    live.instance(&name, "its node lost", |view| view.diagnosis.is_some()).await;
    let status = Patch::Merge(runs_again(scene.pod(&name).await.unwrap(), 40));
    scene.objects::<Pod>().patch_status(&name, &PatchParams::default(), &status).await.unwrap();
    live.instance(&name, "error", is_error).await;
    let view = live.instance(&name, "active", |view| view.current == Current::Active).await;
    let diagnosis = view.diagnosis.expect("it crashed within the hour");
    assert_eq!((diagnosis.code.as_str(), diagnosis.stuck), ("crash-loop", false));
}
