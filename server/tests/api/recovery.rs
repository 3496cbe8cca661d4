//! What happens to pods without the user's doing.

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::api::{DeleteParams, Patch, PatchParams, PostParams};
use serde_json::json;
use slipway_core::api::Current;
use slipway_core::config::DockerMode;

use crate::support::{Scene, apply_request, preset};

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_disappears_is_made_again_from_the_same_settings() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let before = scene.pod(&view.name).await.unwrap();
    let mut live = scene.live().await;
    scene.objects::<Pod>().delete(&view.name, &DeleteParams::default().grace_period(0)).await.unwrap();
    live.instance(&view.name, "noticed", |view| view.current != Current::Active).await;
    live.instance(&view.name, "active again", |view| view.current == Current::Active).await;
    let after = scene.pod(&view.name).await.unwrap();
    assert_ne!(before["metadata"]["uid"], after["metadata"]["uid"]);
    assert_eq!(before["spec"]["containers"], after["spec"]["containers"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_ended_is_replaced_after_growing_waits() {
    let scene = Scene::start().await;
    let mut config = preset("generic-dind");
    config.image.docker.mode = DockerMode::None;
    config.instance.profile.generic.command = vec!["false".to_owned()];
    config.instance.overlay = "restartPolicy: Never\n".to_owned();
    let view = scene.apply(&config).await;
    let mut live = scene.live().await;
    for wait in ["10 seconds", "20 seconds"] {
        let view = live.instance(&view.name, wait, |view| view.sentence.contains(wait)).await;
        assert_eq!(view.current, Current::Error);
        assert!(view.sentence.starts_with("The pod failed"), "{}", view.sentence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_somebody_else_are_left_alone() {
    let scene = Scene::start().await;
    let config = preset("bamboo-standalone");
    let name = format!("{}-{}", config.instance.name_prefix, config.instance.suffix);
    let claim: PersistentVolumeClaim = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }))
    .unwrap();
    let claims = scene.objects::<PersistentVolumeClaim>();
    claims.create(&PostParams::default(), &claim).await.unwrap();
    let answer = scene.client.change("POST", "/instances", &apply_request(&config)).await;
    let problem = answer.problem(409, "name-taken");
    assert!(problem.message.contains(&format!("PersistentVolumeClaim named {name}")), "{}", problem.message);

    claims.delete(&name, &DeleteParams::default()).await.unwrap();
    let gone =
        kube::runtime::wait::await_condition(claims.clone(), &name, |claim: Option<&_>| claim.is_none());
    tokio::time::timeout(std::time::Duration::from_secs(60), gone).await.expect("the claim goes").unwrap();
    scene.activate(&config).await;
    let mut live = scene.live().await;
    scene.tell(&name, "stop").await;
    live.instance(&name, "inactive", |view| view.current == Current::Inactive).await;
    let pod: Pod = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
        "spec": {"containers": [{"name": "x", "image": "busybox:1", "command": ["sleep", "1000"]}]},
    }))
    .unwrap();
    scene.objects::<Pod>().create(&PostParams::default(), &pod).await.unwrap();
    scene.tell(&name, "start").await;
    let view = live.instance(&name, "error", |view| view.current == Current::Error).await;
    assert!(view.sentence.contains(&format!("A Pod named {name}")), "{}", view.sentence);
    assert_eq!(scene.pod(&name).await.unwrap()["spec"]["containers"][0]["name"], json!("x"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_without_its_image_says_so_and_goes_on_when_it_comes() {
    let scene = Scene::start().await;
    let config = preset("bamboo-standalone");
    let instance = json!({
        "apiVersion": "slipway.dev/v1alpha1", "kind": "AgentInstance",
        "metadata": {"name": "by-hand-a1b2c"},
        "spec": {"image": "late", "desiredState": "Active", "namePrefix": "by-hand", "suffix": "a1b2c"},
    });
    let instances = scene.objects::<slipway_server::crd::AgentInstance>();
    instances.create(&PostParams::default(), &serde_json::from_value(instance).unwrap()).await.unwrap();
    let mut live = scene.live().await;
    let view = live.instance("by-hand-a1b2c", "error", |view| view.current == Current::Error).await;
    assert_eq!(view.sentence, "Its image late does not exist; create it, or choose another image.");
    let image = json!({"name": "late", "image": config.image, "resourceVersion": ""});
    assert_eq!(scene.client.change("POST", "/images", &image).await.status, 201);
    live.instance("by-hand-a1b2c", "active", |view| view.current == Current::Active).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_whose_volume_is_no_longer_its_own_still_shows_its_pod() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let orphaned = Patch::Merge(json!({"metadata": {"ownerReferences": null}}));
    let claims = scene.objects::<PersistentVolumeClaim>();
    claims.patch(&view.name, &PatchParams::default(), &orphaned).await.unwrap();
    let halted = scene.until(&view.name, "an error", |view| view.current == Current::Error).await;
    assert!(halted.sentence.starts_with("A PersistentVolumeClaim named"), "{}", halted.sentence);
    assert_eq!((halted.ready, halted.total), (2, 2));
    assert_eq!(halted.conditions, view.conditions);
}
