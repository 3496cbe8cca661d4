//! `/instances`, `/instances/{name}`, `/instances/{name}/manifests`

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::api::{Patch, PatchParams, PostParams};
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, Current, Desired, EditRequest, InstanceView, ManifestsView};
use slipway_core::config::{Config, EnvVar};
use slipway_core::preset;
use slipway_core::render::render;
use slipway_core::target::Target;
use slipway_server::crd::AgentInstance;

use crate::support::{Scene, apply_request, preset as a_preset};

#[tokio::test(flavor = "multi_thread")]
async fn an_applied_instance_reaches_active_and_owns_its_objects() {
    let scene = Scene::start().await;
    let view = scene.activate(&a_preset("bamboo-dind-tls")).await;
    assert_eq!((view.ready, view.total, view.desired), (2, 2, Desired::Active));
    assert_eq!(view.docker_mode.map(|mode| mode.as_str()), Some("dind-tls"));
    assert!(view.conditions.iter().all(|condition| condition.status == "True"), "{:?}", view.conditions);
    let uid = |value: &Value| value.pointer("/metadata/ownerReferences/0/name").cloned();
    let pod = serde_json::to_value(scene.objects::<Pod>().get(&view.name).await.unwrap()).unwrap();
    let claims = scene.objects::<PersistentVolumeClaim>();
    let claim = serde_json::to_value(claims.get(&view.name).await.unwrap()).unwrap();
    assert_eq!([uid(&pod), uid(&claim)], [Some(json!(view.name)), Some(json!(view.name))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_node_lacks_is_named() {
    let scene = Scene::start().await;
    let mut config = a_preset("bamboo-siblings-node-binary");
    config.image.docker.host_socket.libraries = vec!["/usr/lib/libnone.so.1".to_owned()];
    let view = scene.apply(&config).await;
    let view = scene.until(&view.name, "error", |view| view.current == Current::Error).await;
    assert!(view.sentence.contains("/usr/lib/libnone.so.1"), "{}", view.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_preset_reaches_active() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    for preset in preset::all() {
        let mut config = preset.config.clone();
        config.instance.suffix = "t3st5".to_owned();
        config.instance.name_prefix = preset.name.to_owned();
        config.image_name = preset.name.to_owned();
        // The node of the sandbox has no room for sixteen agents at once.
        let view = scene.apply(&config).await;
        live.instance(&view.name, preset.name, |view| view.current == Current::Active).await;
        scene.tell(&view.name, "stop").await;
        live.instance(&view.name, preset.name, |view| view.current == Current::Inactive).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_twice_changes_nothing() {
    let scene = Scene::start().await;
    let config = a_preset("bamboo-standalone");
    let first = scene.activate(&config).await;
    let before = scene.pod(&first.name).await;
    let again = scene.client.change("POST", "/instances", &apply_request(&config)).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(again.read::<InstanceView>().resource_version, first.resource_version);
    assert_eq!(scene.pod(&first.name).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_requests_at_once_make_one_instance() {
    let scene = Scene::start().await;
    let request = apply_request(&a_preset("bamboo-standalone"));
    let answers =
        futures::future::join_all((0..8).map(|_| scene.client.change("POST", "/instances", &request)));
    let mut statuses: Vec<u16> = answers.await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_settings_are_refused_at_their_place() {
    let scene = Scene::start().await;
    let check = async |method: &str, path: &str, request: Value, expected: &[&str]| {
        let problem = scene.client.change(method, path, &request).await;
        assert_eq!(problem.status, 422, "{path}: {}", problem.text);
        let problem = problem.problem(422, "invalid");
        let paths: Vec<&str> = problem.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, expected, "{path}");
    };
    let mut request = serde_json::to_value(apply_request(&a_preset("bamboo-standalone"))).unwrap();
    request["config"]["instance"]["nodeSelektor"] = json!({});
    request["config"]["image"]["pullPolicy"] = json!("Sometimes");
    let wrong = ["image.pullPolicy", "instance.nodeSelektor"];
    check("POST", "/instances", request.clone(), &wrong).await;
    check("POST", "/instances/dry-run", request.clone(), &wrong).await;
    let image = json!({"name": "plain", "image": {"agentImagee": "x"}});
    check("POST", "/images", image, &["image.agentImagee"]).await;
    let edit = json!({"imageName": "plain", "instance": {"pooll": "x"}, "resourceVersion": "1"});
    check("PUT", "/instances/some", edit, &["instance.pooll"]).await;
    let beside = json!({"config": {}, "manifestSha256": "", "bogus": 1});
    scene.client.change("POST", "/instances", &beside).await.problem(422, "unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_applied_is_refused_and_nothing_is_stored() {
    let scene = Scene::start().await;
    let right = a_preset("bamboo-standalone");
    let check = async |what: &str, request: ApplyRequest, status: u16, code: &str, path: &str| {
        let problem = scene.client.change("POST", "/instances", &request).await.problem(status, code);
        let paths: Vec<&str> = problem.fields.iter().map(|field| field.path.as_str()).collect();
        assert!(paths.contains(&path), "{what}: {problem:?}");
        assert_eq!(scene.client.json("/instances?deleted=true").await, json!([]), "{what}");
        assert_eq!(scene.client.json("/images").await, json!([]), "{what}");
    };
    let with = |edit: fn(&mut Config)| {
        let mut config = right.clone();
        edit(&mut config);
        apply_request(&config)
    };
    let stale = ApplyRequest { manifest_sha256: "0".repeat(64), ..apply_request(&right) };
    check("another digest", stale, 409, "manifest-differs", "").await;
    let wrong = with(|config| config.image.agent_image = "Not An Image".to_owned());
    check("a wrong image", wrong, 422, "invalid", "image.agentImage").await;
    let nameless = with(|config| config.instance.suffix = String::new());
    check("no suffix", nameless, 422, "invalid", "instance.suffix").await;
    let long = with(|config| config.instance.suffix = "abcdef".to_owned());
    check("a long suffix", long, 422, "invalid", "instance.suffix").await;
    let priority = with(|config| config.instance.priority_class = "nobody-has-it".to_owned());
    let problem = scene.client.change("POST", "/instances", &priority).await.problem(422, "refused");
    assert!(problem.kubernetes.unwrap_or_default().contains("nobody-has-it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_and_differs_is_a_conflict() {
    let scene = Scene::start().await;
    let config = a_preset("bamboo-standalone");
    scene.activate(&config).await;
    let mut other_image = config.clone();
    other_image.instance.suffix = "0ther".to_owned();
    other_image.image.agent_image = "wndtnl/ksb-bamboo-agent:other".to_owned();
    let answer = scene.client.change("POST", "/instances", &apply_request(&other_image)).await;
    assert_eq!(answer.problem(409, "image-differs").fields[0].path, "imageName");
    let mut other_settings = config.clone();
    other_settings.instance.pool = "blue".to_owned();
    let answer = scene.client.change("POST", "/instances", &apply_request(&other_settings)).await;
    assert_eq!(answer.problem(409, "exists").fields[0].path, "instance.suffix");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_can_be_created_without_starting_it() {
    let scene = Scene::start().await;
    let request = ApplyRequest { start: false, ..apply_request(&a_preset("bamboo-standalone")) };
    let view: InstanceView = scene.client.change("POST", "/instances", &request).await.read();
    let view = scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    assert_eq!((view.desired, view.sentence.as_str()), (Desired::Inactive, "Not started yet."));
    assert_eq!(scene.pod(&view.name).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inactive_instance_can_be_edited_and_an_active_one_cannot() {
    let scene = Scene::start().await;
    let view = scene.activate(&a_preset("bamboo-standalone")).await;
    let path = format!("/instances/{}", view.name);
    let edit = |view: &InstanceView| EditRequest {
        image_name: view.image_name.clone(),
        instance: view.instance.clone(),
        resource_version: view.resource_version.clone(),
    };
    scene.client.change("PUT", &path, &edit(&view)).await.problem(409, "active");
    scene.tell(&view.name, "stop").await;
    let view = scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;

    let mut renamed = edit(&view);
    renamed.instance.name_prefix = "other".to_owned();
    let problem = scene.client.change("PUT", &path, &renamed).await.problem(422, "invalid");
    assert_eq!(problem.fields[0].path, "instance.namePrefix");
    let lost = EditRequest { image_name: "nobody".to_owned(), ..edit(&view) };
    assert_eq!(
        scene.client.change("PUT", &path, &lost).await.problem(422, "invalid").fields[0].path,
        "imageName"
    );
    let stale = EditRequest { resource_version: "1".to_owned(), ..edit(&view) };
    scene.client.change("PUT", &path, &stale).await.problem(409, "edited-meanwhile");

    // What the controller writes meanwhile is no edit.
    let instances = scene.objects::<AgentInstance>();
    let status = Patch::Merge(json!({"status": {"restarts": 7}}));
    instances.patch_status(&view.name, &PatchParams::default(), &status).await.unwrap();
    let mut edited = edit(&view);
    edited.instance.env.push(EnvVar {
        name: "COLOUR".to_owned(),
        value: "green".to_owned(),
        ..EnvVar::default()
    });
    let answer = scene.client.change("PUT", &path, &edited).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    scene.client.change("PUT", &path, &edited).await.problem(409, "edited-meanwhile");
    scene.tell(&view.name, "start").await;
    scene.until(&view.name, "active", |view| view.current == Current::Active).await;
    let pod = scene.pod(&view.name).await.unwrap().to_string();
    assert!(pod.contains("COLOUR"), "{pod}");
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_show_what_was_applied_and_what_lives() {
    let scene = Scene::start().await;
    let config = a_preset("bamboo-dind-tls");
    let view = scene.activate(&config).await;
    let shown: ManifestsView = scene.client.get(&format!("/instances/{}/manifests", view.name)).await.read();
    let previewed = render(&config, &Target::default()).manifests.unwrap();
    assert_eq!(shown.generated, previewed.yaml());
    assert!(shown.live.contains("nodeName: "), "{}", shown.live);
    assert!(!shown.live.contains("managedFields"), "{}", shown.live);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_of_somebody_else_is_not_shown() {
    let scene = Scene::start().await;
    let view = scene.activate(&a_preset("bamboo-standalone")).await;
    scene.tell(&view.name, "stop").await;
    scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    let pod: Pod = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": view.name},
        "spec": {"containers": [{"name": "x", "image": "busybox:1", "command": ["sleep", "1000"]}]},
    }))
    .unwrap();
    scene.objects::<Pod>().create(&PostParams::default(), &pod).await.unwrap();
    let path = |part: &str| format!("/instances/{}/{part}", view.name);
    let shown: ManifestsView = scene.client.get(&path("manifests")).await.read();
    assert_eq!(shown.live, "");
    let problem = scene.client.get(&path("logs")).await.problem(404, "not-found");
    assert!(problem.message.contains("has no pod"), "{}", problem.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_instance_is_not_found_on_every_route() {
    let scene = Scene::start().await;
    // The second would name another object if it became part of a URL as it is.
    for name in ["nobody", "a%2F..%2Fb", "%00"] {
        for path in ["", "/manifests", "/events", "/logs"] {
            scene.client.get(&format!("/instances/{name}{path}")).await.problem(404, "not-found");
        }
        scene.client.get(&format!("/images/{name}")).await.problem(404, "not-found");
        scene.client.command("DELETE", &format!("/images/{name}")).await.problem(404, "not-found");
    }
    for verb in ["start", "stop", "purge"] {
        scene.client.command("POST", &format!("/instances/nobody/{verb}")).await.problem(404, "not-found");
    }
    scene.client.command("DELETE", "/instances/nobody").await.problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn kubectl_shows_what_the_console_shows() {
    let scene = Scene::start().await;
    let view = scene.activate(&a_preset("bamboo-docker-runner")).await;
    let output = std::process::Command::new("kubectl")
        .args([
            "--server",
            &scene.sandbox_url,
            "--namespace",
            "slipway",
            "get",
            "agentinstances",
            "--no-headers",
        ])
        .output()
        .expect("kubectl is needed for this test");
    let text = String::from_utf8(output.stdout).unwrap();
    let columns: Vec<&str> = text.split_whitespace().take(6).collect();
    let ready = format!("{}/{}", view.ready, view.total);
    assert_eq!(columns, [&view.name, "Active", "Active", &view.image_name, &ready, "0"], "{text}");
}
