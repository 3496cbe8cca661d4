use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::StatusCode;
use kube::api::{Api, Patch, PatchParams};
use kube::config::Config as KubeConfig;
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, Current, ImageRequest, ImageView, InstanceView};
use slipway_core::config::{Config, Image};
use slipway_core::render::render;
use slipway_core::target::Target;
use slipway_sandbox::{Options, Pace};
use slipway_server::assets::{Assets, File, Files};
use slipway_server::cluster::{self, Wanted};
use slipway_server::serve::{self, Running, Settings};

use super::{Client, LiveClient};

/// A server with a sandbox, and clients of both.
pub(crate) struct Scene {
    pub(crate) client: Client,
    /// The sandbox's API.
    pub(crate) kube: kube::Client,
    pub(crate) url: String,
    pub(crate) sandbox_url: String,
    pub(crate) running: Running,
}

/// A console without files.
struct NoFiles;

impl Files for NoFiles {
    fn get(&self, _: &str) -> Option<File> {
        None
    }
}

impl Scene {
    /// A server with a sandbox that plays a hundred times faster than real.
    pub(crate) async fn start() -> Self {
        Self::with(settings()).await
    }

    /// The same, with another sandbox.
    pub(crate) async fn with_sandbox(sandbox: Options) -> Self {
        Self::with(Settings { sandbox, ..settings() }).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let running = serve::start(settings).await.unwrap();
        let sandbox_url = running.identity.server.clone();
        let mut config = KubeConfig::new(sandbox_url.parse().unwrap());
        config.default_namespace = "slipway".to_owned();
        let url = running.url();
        Self {
            client: Client::new(&url),
            kube: kube::Client::try_from(config).unwrap(),
            url,
            sandbox_url,
            running,
        }
    }

    /// Objects of the sandbox.
    pub(crate) fn objects<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.kube.clone(), "slipway")
    }

    pub(crate) async fn live(&self) -> LiveClient {
        LiveClient::open(&self.client, None).await
    }

    /// Applies a configuration that must be accepted.
    pub(crate) async fn apply(&self, config: &Config) -> InstanceView {
        let answer = self.client.change("POST", "/instances", &apply_request(config)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.read()
    }

    /// Applies a configuration and waits until it is active.
    pub(crate) async fn activate(&self, config: &Config) -> InstanceView {
        let created = self.apply(config).await;
        self.until(&created.name, "active", |view| view.current == Current::Active).await
    }

    /// Waits until `condition` holds for an instance.
    pub(crate) async fn until(
        &self,
        name: &str,
        what: &str,
        condition: impl Fn(&InstanceView) -> bool,
    ) -> InstanceView {
        self.live().await.instance(name, what, condition).await
    }

    /// A command on an instance that must be accepted.
    pub(crate) async fn tell(&self, name: &str, verb: &str) {
        let answer = self.client.command("POST", &format!("/instances/{name}/{verb}")).await;
        assert!(answer.status.is_success(), "{verb}: {}", answer.text);
    }

    pub(crate) async fn image(&self, name: &str) -> ImageView {
        self.client.get(&format!("/images/{name}")).await.read()
    }

    /// Gives an image other settings, as an edit in the console does.
    pub(crate) async fn edit_image(&self, name: &str, image: Image) {
        let ImageView { name, resource_version, .. } = self.image(name).await;
        let path = format!("/images/{name}");
        let answer = self.client.change("PUT", &path, &ImageRequest { name, image, resource_version }).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    /// Gives the pod these finalizers: with one it stays when it was told to go, without it goes.
    pub(crate) async fn hold_pod(&self, name: &str, finalizers: &[&str]) {
        let patch = Patch::Merge(json!({"metadata": {"finalizers": finalizers}}));
        let pods: Api<k8s_openapi::api::core::v1::Pod> = self.objects();
        pods.patch(name, &PatchParams::default(), &patch).await.unwrap();
    }

    /// The live pod as JSON.
    pub(crate) async fn pod(&self, name: &str) -> Option<Value> {
        let pods: Api<k8s_openapi::api::core::v1::Pod> = self.objects();
        pods.get_opt(name).await.unwrap().map(|pod| serde_json::to_value(pod).unwrap())
    }
}

/// What every test starts from.
pub(crate) fn settings() -> Settings {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    Settings {
        listen: any,
        behind_authenticating_proxy: false,
        allowed_hosts: Vec::new(),
        cluster: cluster::Options { wanted: Wanted::Sandbox, ..cluster::Options::default() },
        sandbox_address: any,
        sandbox: Options { pace: Pace::FAST, ..Options::default() },
        assets: Arc::new(NoFiles) as Assets,
        connections: None,
    }
}

/// A preset with a suffix.
pub(crate) fn preset(name: &str) -> Config {
    let mut config = slipway_core::preset::find(name).unwrap().config.clone();
    config.instance.suffix = "t3st5".to_owned();
    config
}

/// What the console sends for a configuration.
pub(crate) fn apply_request(config: &Config) -> ApplyRequest {
    let manifests = render(config, &Target::default()).manifests;
    ApplyRequest {
        config: config.clone(),
        manifest_sha256: manifests.map(|manifests| manifests.sha256()).unwrap_or_default(),
        start: true,
    }
}
