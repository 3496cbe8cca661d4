//! A failure of long ago does not count against a pod that has worked well since, however it is lost.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{Namespace, Node, Pod};
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams};
use serde_json::{Value, json};
use slipway_core::api::{Current, InstanceView};
use slipway_sandbox::Sandbox;
use slipway_server::crd::AgentInstance;
use slipway_server::serve::Settings;
use tokio::net::TcpListener;

use crate::support::{Kubeconfig, Scene, preset, settings};

/// A cluster that outlives its server, with an agent that failed once and has worked for 13 minutes since.
struct Ground {
    kubeconfig: Kubeconfig,
    kube: kube::Client,
    name: String,
    _sandbox: Sandbox,
}

impl Ground {
    /// No server runs afterwards, so nobody looks before the pod is lost.
    async fn prepare(test: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let kubeconfig = Kubeconfig::at(test, listener.local_addr().unwrap());
        let sandbox = Sandbox::start(listener, settings().sandbox).await.unwrap();
        let scene = serve(&kubeconfig).await;
        let (kube, name) = (scene.kube.clone(), activate(&scene).await);
        scene.running.stop().await;
        let ground = Self { kubeconfig, kube, name, _sandbox: sandbox };
        let ago = Timestamp::now().checked_sub(SignedDuration::from_mins(13)).unwrap().to_string();
        let status = json!({"status": {"since": ago, "activation": {"recreations": 1}}});
        let instances = ground.objects::<AgentInstance>();
        let patch = Patch::Merge(status);
        instances.patch_status(&ground.name, &PatchParams::default(), &patch).await.unwrap();
        ground
    }

    fn objects<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.kube.clone(), "slipway")
    }

    async fn change_pod(&self, change: Value) {
        let pods = self.objects::<Pod>();
        pods.patch(&self.name, &PatchParams::default(), &Patch::Merge(change)).await.unwrap();
    }
}

async fn serve(kubeconfig: &Kubeconfig) -> Scene {
    Scene::with(Settings { cluster: kubeconfig.options(), ..settings() }).await
}

/// Applies an agent in a cluster that has nothing yet; its name.
async fn activate(scene: &Scene) -> String {
    let namespaces: Api<Namespace> = Api::all(scene.kube.clone());
    let namespace = serde_json::from_value(json!({"metadata": {"name": "slipway"}})).unwrap();
    namespaces.create(&PostParams::default(), &namespace).await.unwrap();
    let mut live = scene.live().await;
    live.until("answers", |live| live.cluster.as_ref().is_some_and(|it| !it.kubernetes.is_empty())).await;
    assert_eq!(scene.client.command("POST", "/clusters/here/definitions").await.status, 200);
    let mut config = preset("generic-dind");
    config.image.registry_credentials = String::new();
    scene.activate(&config).await.name
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_leaves_in_its_own_time_is_followed_at_once() {
    let ground = Ground::prepare("graceful").await;
    let hold = |finalizers: &[&str]| json!({"metadata": {"finalizers": finalizers}});
    ground.change_pod(hold(&["example.com/hold"])).await;
    ground.objects::<Pod>().delete(&ground.name, &DeleteParams::default()).await.unwrap();
    let scene = serve(&ground.kubeconfig).await;
    let mut live = scene.live().await;
    let leaving = |view: &InstanceView| view.sentence.starts_with("The pod is being removed");
    live.instance(&ground.name, "leaving", leaving).await;
    ground.change_pod(hold(&[])).await;
    let well = |view: &InstanceView| {
        assert_ne!(view.current, Current::Error, "{}", view.sentence);
        view.current == Current::Active
    };
    live.instance(&ground.name, "active again", well).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_fails_is_followed_after_the_shortest_wait() {
    let ground = Ground::prepare("failing").await;
    // A kubelet that runs would say that the pod is well.
    let stopped = json!({"metadata": {"annotations": {"sandbox.slipway.dev/kubelet": "stopped"}}});
    let nodes: Api<Node> = Api::all(ground.kube.clone());
    nodes.patch("sandbox", &PatchParams::default(), &Patch::Merge(stopped)).await.unwrap();
    let failed = json!({"status": {"phase": "Failed", "reason": "Evicted"}});
    let pods = ground.objects::<Pod>();
    pods.patch_status(&ground.name, &PatchParams::default(), &Patch::Merge(failed)).await.unwrap();
    let scene = serve(&ground.kubeconfig).await;
    let view = scene.until(&ground.name, "a wait", |view| view.sentence.contains("seconds")).await;
    assert_eq!(view.sentence, "The pod was evicted from its node. A new one follows after 10 seconds.");
}
