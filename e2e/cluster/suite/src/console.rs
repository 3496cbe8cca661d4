mod http;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, Cluster, Current, DefinitionsState, InstanceView, Problem};
use slipway_core::config::Config;
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_server::assets::{File, Files};
use slipway_server::cluster::{self, Wanted};
use slipway_server::serve::{self, Running, Settings};

use super::{KubeconfigFile, Place, eventually};
pub use http::Answer;
use http::Http;

/// How long an instance may take to get where it is expected: an emergency brake, not a wait.
const LIMIT: Duration = Duration::from_secs(180);
const STEP: Duration = Duration::from_millis(200);

/// A Slipway server in this process, on the images and instances of one place, and a client of its API.
pub struct Console {
    http: Http,
    cluster: String,
    running: Running,
    /// What its objects are made for.
    target: Target,
}

/// A console without its page.
struct NoFiles;

impl Files for NoFiles {
    fn get(&self, _: &str) -> Option<File> {
        None
    }
}

impl Console {
    /// Starts it and installs its definitions.
    ///
    /// # Panics
    /// When it does not start, or the definitions do not become current.
    pub async fn start(place: &Place) -> Self {
        Self::start_with(place, &place.cluster.kubeconfig).await
    }

    /// The same with the rights of another user.
    ///
    /// # Panics
    /// As [`Console::start`].
    pub async fn start_with(place: &Place, kubeconfig: &KubeconfigFile) -> Self {
        let mut console = Self::serve(place, kubeconfig).await;
        let path = format!("/clusters/{}/definitions", console.cluster);
        // The version is not known before the cluster answered once.
        let current = async || {
            let cluster = console.view().await;
            if cluster.definitions.state != DefinitionsState::Installed {
                console.http.send("POST", &path, String::new()).await;
                return None;
            }
            KubernetesVersion::parse(&cluster.kubernetes).ok()
        };
        let kubernetes = eventually("the console knows its cluster and has its definitions", current).await;
        console.target = Target { kubernetes };
        console
    }

    async fn serve(place: &Place, kubeconfig: &KubeconfigFile) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let settings = Settings {
            listen: any,
            behind_authenticating_proxy: false,
            allowed_hosts: Vec::new(),
            cluster: cluster::Options {
                wanted: Wanted::Kube,
                context: None,
                namespace: Some(place.namespace.clone()),
                kubeconfig: Some(kubeconfig.path().to_owned()),
                ..cluster::Options::default()
            },
            sandbox_address: any,
            sandbox: slipway_sandbox::Options::default(),
            assets: Arc::new(NoFiles),
            connections: None,
        };
        let running = serve::start(settings).await.expect("the server starts");
        let http = Http::new(&running.url());
        Self { http, cluster: running.identity.name.clone(), running, target: Target::default() }
    }

    /// What its objects are made for: the version of its cluster.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target
    }

    /// The cluster as the console shows it.
    pub async fn view(&self) -> Cluster {
        let clusters: Vec<Cluster> = self.get("/clusters").await;
        clusters.into_iter().find(|cluster| cluster.connected).expect("the one in use")
    }

    /// `GET`, read as `T`.
    ///
    /// # Panics
    /// When the answer is something else.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        self.http.send("GET", path, String::new()).await.read()
    }

    /// A request with or without (`null`) a body.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.http.send(method, path, body).await
    }

    /// A state change that must be accepted.
    ///
    /// # Panics
    /// When it is not.
    pub async fn change<T: Serialize>(&self, method: &str, path: &str, body: &T) -> Answer {
        let body = serde_json::to_value(body).expect("a request is data");
        let answer = self.send(method, path, &body).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.text);
        answer
    }

    /// Stores a value in a Secret.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn store(&self, name: &str, key: &str, value: &str) {
        self.change("POST", "/secrets", &json!({"name": name, "key": key, "value": value})).await;
    }

    /// Creates and starts an instance, and its image unless an equal one is there.
    ///
    /// # Errors
    /// What the console answered instead.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn apply(&self, config: &Config) -> Result<InstanceView, Problem> {
        self.create(config, true).await
    }

    /// Creates an instance, started or not.
    ///
    /// # Errors
    /// As [`Console::apply`].
    ///
    /// # Panics
    /// As [`Console::apply`].
    pub async fn create(&self, config: &Config, start: bool) -> Result<InstanceView, Problem> {
        let manifests = render(config, &self.target).manifests;
        let manifest_sha256 = manifests.map(|manifests| manifests.sha256()).unwrap_or_default();
        let request = ApplyRequest { config: config.clone(), manifest_sha256, start };
        let body = serde_json::to_value(request).expect("a request is data");
        let answer = self.send("POST", "/instances", &body).await;
        if answer.status.is_success() { Ok(answer.read()) } else { Err(answer.read()) }
    }

    /// `start`, `stop` or `purge` of an instance, which must be accepted.
    ///
    /// # Panics
    /// When it is not.
    pub async fn tell(&self, name: &str, verb: &str) {
        self.change("POST", &format!("/instances/{name}/{verb}"), &Value::Null).await;
    }

    /// Waits until an instance is what `expected` says.
    ///
    /// # Errors
    /// What it was instead, after three minutes.
    pub async fn until(
        &self,
        name: &str,
        what: &str,
        expected: impl Fn(&InstanceView) -> bool,
    ) -> Result<InstanceView, String> {
        let mut last = None;
        let path = format!("/instances/{name}");
        let asking = async {
            loop {
                let view: InstanceView = self.get(&path).await;
                if expected(&view) {
                    return view;
                }
                last = Some(view);
                tokio::time::sleep(STEP).await;
            }
        };
        match tokio::time::timeout(LIMIT, asking).await {
            Ok(view) => Ok(view),
            Err(_) => Err(format!("never {what}: {}", last.as_ref().map(told).unwrap_or_default())),
        }
    }

    /// Waits until an instance is active.
    ///
    /// # Errors
    /// As [`Console::until`].
    pub async fn until_active(&self, name: &str) -> Result<InstanceView, String> {
        self.until(name, "active", |view| view.current == Current::Active).await
    }

    /// Ends it.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}

/// What a page would show of an instance, on one line.
fn told(view: &InstanceView) -> String {
    let diagnosis = view.diagnosis.as_ref().map(|diagnosis| (&diagnosis.code, &diagnosis.evidence));
    format!("{:?}, \"{}\", {diagnosis:?}, {:?}", view.current, view.sentence, view.containers)
}
