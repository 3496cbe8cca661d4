//! Where the cases run, and what has to be there before them.

use std::sync::Arc;

use cluster_suite::{Cluster, Console, Place, in_place, real, sandbox};
use serde_json::json;
use slipway_sandbox::{Options, Pace};

/// The test cluster's registry that asks for a password (docs/test-cluster.md). Over HTTP: Docker has to be told.
pub(crate) const REGISTRY: &str = "registry.slipway.test:5000";
/// The same on the sandbox: its name says that it asks for a password.
const PRIVATE_REGISTRY: &str = "private.example.com";
/// An image of it.
pub(crate) const PRIVATE_IMAGE: &str = "registry.slipway.test:5000/library/docker:29.9.3-cli";
/// The one that asks for none; it has the images of Docker Hub.
pub(crate) const OPEN_REGISTRY: &str = "mirror.slipway.test:5001";
/// An image of it.
pub(crate) const OPEN_IMAGE: &str = "mirror.slipway.test:5001/library/busybox:1.35";
/// The same by its name on Docker Hub, which the node cannot reach.
pub(crate) const HUB_IMAGE: &str = "busybox:1.35";
/// Name of the credentials of the registry, and of wrong ones.
pub(crate) const CREDENTIALS: [(&str, &str); 2] = [("registry", "secret"), ("wrong", "wrong")];

/// What the profiles of the presets refer to.
const SECRETS: [(&str, &str); 5] = [
    ("bamboo-agent", "security-token"),
    ("jenkins-agent", "secret"),
    ("gtm-agent", "webhook-secret"),
    ("gtm-agent", "aws-access-key-id"),
    ("gtm-agent", "aws-secret-access-key"),
];

/// A namespace with a console on it.
pub(crate) struct Ground {
    pub(crate) place: Place,
    pub(crate) console: Console,
}

/// A node has two cores, and some tests take parts of the cluster away: on a real one they run one after the other.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Nothing else runs on a real cluster as long as this is kept.
pub(crate) async fn alone(cluster: &Cluster) -> Option<tokio::sync::MutexGuard<'static, ()>> {
    if cluster.is_sandbox() { None } else { Some(ALONE.lock().await) }
}

/// Runs `test`, alone on a real cluster, with a console on a namespace of its own, where the Secrets are that the presets
/// refer to.
pub(crate) async fn on<T>(cluster: &Arc<Cluster>, test: impl AsyncFnOnce(&Ground) -> T) -> T {
    let _alone = alone(cluster).await;
    beside(cluster, test).await
}

/// As [`on`], beside others.
pub(crate) async fn beside<T>(cluster: &Arc<Cluster>, test: impl AsyncFnOnce(&Ground) -> T) -> T {
    in_place(cluster, async |place| {
        let console = furnished(&place).await;
        let ground = Ground { place, console };
        let done = test(&ground).await;
        ground.console.stop().await;
        done
    })
    .await
}

/// A console, and the Secrets made through it.
pub(crate) async fn furnished(place: &Place) -> Console {
    let console = Console::start(place).await;
    for (name, key) in SECRETS {
        console.store(name, key, "of-a-test").await;
    }
    let registry = if place.cluster.is_sandbox() { PRIVATE_REGISTRY } else { REGISTRY };
    for (name, password) in CREDENTIALS {
        let request = json!({"name": name, "registry": registry, "username": "agent", "password": password});
        console.change("POST", "/credentials", &request).await;
    }
    console
}

/// A sandbox a hundred times as fast as a node, without Docker on its node.
pub(crate) async fn fast_sandbox() -> Arc<Cluster> {
    let options = Options { pace: Pace::FAST, node_docker_socket: false, ..Options::default() };
    Arc::new(sandbox(options).await)
}

/// The real cluster.
pub(crate) async fn real_cluster() -> Arc<Cluster> {
    Arc::new(real().await)
}
