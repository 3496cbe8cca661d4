use std::env;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use slipway_core::target::{KubernetesVersion, Target};
use slipway_sandbox::{Options, Sandbox};
use tokio::net::TcpListener;

use super::KubeconfigFile;

/// File that describes the real cluster.
const KUBECONFIG: &str = "SLIPWAY_TEST_KUBECONFIG";
/// The context in it, if not its current one.
const CONTEXT: &str = "SLIPWAY_TEST_CONTEXT";

/// A cluster to test on.
pub struct Cluster {
    /// How to reach it.
    pub client: Client,
    /// What it is called in messages: `sandbox` or the name of the context.
    pub name: String,
    /// How a program of its own reaches it.
    pub kubeconfig: KubeconfigFile,
    /// Kept so that it lives as long as the cluster is used.
    _sandbox: Option<Sandbox>,
}

impl Cluster {
    /// Whether pods only play that they run.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self._sandbox.is_some()
    }

    /// What is made for it: its version.
    ///
    /// # Panics
    /// When it does not say.
    pub async fn target(&self) -> Target {
        let version = self.client.apiserver_version().await.expect("its version");
        let text = format!("{}.{}", version.major, version.minor);
        Target { kubernetes: KubernetesVersion::parse(&text).expect("a version") }
    }
}

/// The real cluster that the environment names. Tests that ask for it are ignored unless they are asked for.
///
/// # Panics
/// When none is named, or it cannot be used: a suite that silently ran on nothing would prove nothing.
pub async fn real() -> Cluster {
    let file = env::var(KUBECONFIG).unwrap_or_else(|_| panic!("{KUBECONFIG} names no real cluster"));
    let kubeconfig = Kubeconfig::read_from(&file).unwrap_or_else(|error| panic!("{KUBECONFIG}: {error}"));
    let context = env::var(CONTEXT).ok().filter(|context| !context.is_empty());
    let name = context.clone().or_else(|| kubeconfig.current_context.clone()).unwrap_or_default();
    let file = KubeconfigFile::write(kubeconfig.clone(), &name);
    let options = KubeConfigOptions { context, ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .unwrap_or_else(|error| panic!("{KUBECONFIG}: {error}"));
    let client = Client::try_from(config).unwrap_or_else(|error| panic!("{KUBECONFIG}: {error}"));
    Cluster { client, name, kubeconfig: file, _sandbox: None }
}

/// A sandbox of its own.
///
/// # Panics
/// When it cannot start.
pub async fn sandbox(options: Options) -> Cluster {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let sandbox = Sandbox::start(listener, options).await.expect("the sandbox starts");
    let kubeconfig = KubeconfigFile::open(&sandbox.url());
    let url = sandbox.url().parse().expect("its address");
    let client = Client::try_from(Config::new(url)).expect("a client");
    Cluster { client, name: "sandbox".to_owned(), kubeconfig, _sandbox: Some(sandbox) }
}
