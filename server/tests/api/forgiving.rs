//! A failure of long ago does not count against a pod that has worked well since, however it is lost.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::api::{Api, DeleteParams, Patch, PatchParams};
use serde_json::{Value, json};
use slipway_core::api::{Current, InstanceView};
use slipway_server::crd::AgentInstance;
use slipway_server::serve::Settings;

use crate::support::{Ground, Kubeconfig, Scene, preset, settings};

/// A cluster without a server, with an agent that failed once and has worked for 13 minutes since.
struct Past {
    ground: Ground,
    name: String,
}

impl Past {
    /// No server runs afterwards, so nobody looks before the pod is lost.
    async fn prepare(test: &str) -> Self {
        let ground = Ground::start(test).await;
        let scene = serve(&ground.kubeconfig).await;
        let mut config = preset("generic-dind");
        config.image.registry_credentials = String::new();
        let mut live = scene.live().await;
        live.until("answers", |live| live.cluster.as_ref().is_some_and(|it| !it.kubernetes.is_empty())).await;
        let name = scene.activate(&config).await.name;
        scene.running.stop().await;
        let ago = Timestamp::now().checked_sub(SignedDuration::from_mins(13)).unwrap().to_string();
        let status = json!({"status": {"since": ago, "activation": {"recreations": 1}}});
        let instances = ground.objects::<AgentInstance>();
        let patch = Patch::Merge(status);
        instances.patch_status(&name, &PatchParams::default(), &patch).await.unwrap();
        Self { ground, name }
    }

    async fn change_pod(&self, change: Value) {
        let pods = self.ground.objects::<Pod>();
        pods.patch(&self.name, &PatchParams::default(), &Patch::Merge(change)).await.unwrap();
    }
}

async fn serve(kubeconfig: &Kubeconfig) -> Scene {
    Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_leaves_in_its_own_time_is_followed_at_once() {
    let past = Past::prepare("graceful").await;
    let hold = |finalizers: &[&str]| json!({"metadata": {"finalizers": finalizers}});
    past.change_pod(hold(&["example.com/hold"])).await;
    past.ground.objects::<Pod>().delete(&past.name, &DeleteParams::default()).await.unwrap();
    let scene = serve(&past.ground.kubeconfig).await;
    let mut live = scene.live().await;
    let leaving = |view: &InstanceView| view.sentence.starts_with("The pod is being removed");
    live.instance(&past.name, "leaving", leaving).await;
    past.change_pod(hold(&[])).await;
    let well = |view: &InstanceView| {
        assert_ne!(view.current, Current::Error, "{}", view.sentence);
        view.current == Current::Active
    };
    live.instance(&past.name, "active again", well).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_fails_is_followed_after_the_shortest_wait() {
    let past = Past::prepare("failing").await;
    // A kubelet that runs would say that the pod is well.
    let stopped = json!({"metadata": {"annotations": {"sandbox.slipway.dev/kubelet": "stopped"}}});
    let nodes: Api<Node> = Api::all(past.ground.kube.clone());
    nodes.patch("sandbox", &PatchParams::default(), &Patch::Merge(stopped)).await.unwrap();
    let failed = json!({"status": {"phase": "Failed", "reason": "Evicted"}});
    let pods = past.ground.objects::<Pod>();
    pods.patch_status(&past.name, &PatchParams::default(), &Patch::Merge(failed)).await.unwrap();
    let scene = serve(&past.ground.kubeconfig).await;
    let view = scene.until(&past.name, "a wait", |view| view.sentence.contains("seconds")).await;
    assert_eq!(view.sentence, "The pod was evicted from its node. A new one follows after 10 seconds.");
}
