//! Where the cases run, and what has to be there before them.

use std::sync::Arc;

use cluster_suite::{Cluster, Console, Place, in_place, real, sandbox};
use slipway_sandbox::{Options, Pace};

/// The test cluster's registry, which wants a user and a password. HTTP: Docker has to be told.
pub(crate) const REGISTRY: &str = "registry.slipway.test:5000";
/// An image of it.
pub(crate) const PRIVATE_IMAGE: &str = "registry.slipway.test:5000/private/agent:1";
/// The test cluster's mirror of Docker Hub, which wants none.
pub(crate) const MIRROR: &str = "http://mirror.slipway.test:5001";
/// An image of the open registry.
pub(crate) const INSECURE_IMAGE: &str = "mirror.slipway.test:5001/library/busybox:1";
/// An image that only the mirror has, by its name on Docker Hub.
pub(crate) const HUB_IMAGE: &str = "busybox:1";

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

/// Runs `test` with a console on a namespace of its own, where the Secrets are that the presets refer to.
pub(crate) async fn on<T>(cluster: &Arc<Cluster>, test: impl AsyncFnOnce(&Ground) -> T) -> T {
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
