use std::env;
use std::process::Command;

use k8s_openapi::api::core::v1::Node;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use super::Cluster;

/// The command that stops and starts a component of the test cluster, e.g. `xtask cluster part --name test`.
const PART: &str = "SLIPWAY_TEST_PART";

/// `stop`, `start` or `restart` of a component of the test cluster.
///
/// # Panics
/// When the environment names no command for that, or it fails.
pub fn part(action: &str, component: &str) {
    let command = env::var(PART).unwrap_or_else(|_| panic!("{PART} names no command"));
    let mut words = command.split_whitespace();
    let mut command = Command::new(words.next().expect("a program"));
    let output = command.args(words).args([action, component]).output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A component of the test cluster that is stopped as long as this is kept.
pub struct Stopped(&'static str);

impl Stopped {
    /// Stops it.
    ///
    /// # Panics
    /// As [`part`].
    #[must_use]
    pub fn part(component: &'static str) -> Self {
        part("stop", component);
        Self(component)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        part("start", self.0);
    }
}

/// `stop` or `start` of the kubelet, of the test cluster or of a sandbox (docs/sandbox.md).
///
/// # Panics
/// As [`part`], or when the sandbox refuses.
pub async fn kubelet(cluster: &Cluster, action: &str) {
    if !cluster.is_sandbox() {
        return part(action, "kubelet");
    }
    let value = if action == "stop" { json!("stopped") } else { json!(null) };
    let change = json!({"metadata": {"annotations": {"sandbox.slipway.dev/kubelet": value}}});
    let nodes: Api<Node> = Api::all(cluster.client.clone());
    let changed = nodes.patch("sandbox", &PatchParams::default(), &Patch::Merge(change)).await;
    changed.expect("the sandbox's node is changed");
}
