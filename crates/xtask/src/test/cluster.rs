//! What only a real Kubernetes can prove: on the test cluster, or on one of the user's.

use anyhow::anyhow;

use super::rust::counted;
use super::{Context, Failure, Success};
use crate::process;
use crate::progress::Step;

/// Tests that stop components or need the images of the test cluster.
const OWN_CLUSTER_ONLY: &str = "on_the_test_cluster";

/// Runs every test that is ignored elsewhere because it needs a real cluster.
pub(super) fn tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    match context.cluster_context {
        Some(name) => on_context(context, step, name),
        None => on_test_cluster(context, step),
    }
}

fn on_context(context: &Context<'_>, step: &Step, name: &str) -> Result<Success, Failure> {
    let kubeconfig = std::env::var("KUBECONFIG").ok().filter(|path| !path.is_empty());
    let home = || std::env::var("HOME").map(|home| format!("{home}/.kube/config")).unwrap_or_default();
    let environment = [
        ("SLIPWAY_TEST_KUBECONFIG", kubeconfig.unwrap_or_else(home)),
        ("SLIPWAY_TEST_CONTEXT", name.to_owned()),
    ];
    run(context, step, &environment, &["--skip", OWN_CLUSTER_ONLY])
}

#[cfg(target_os = "linux")]
fn on_test_cluster(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    use crate::cluster;
    let missing = cluster::missing();
    if !missing.is_empty() {
        return Err(anyhow!("The test cluster cannot run here.\n{}", missing.join("\n")).into());
    }
    let lent = cluster::lend(context.workspace)?;
    run(context, step, &lent.environment()?, &[])
}

#[cfg(not(target_os = "linux"))]
fn on_test_cluster(_: &Context<'_>, _: &Step) -> Result<Success, Failure> {
    Err(anyhow!("The test cluster runs on Linux only; name a cluster of yours with --context.").into())
}

fn run(
    context: &Context<'_>,
    step: &Step,
    environment: &[(&str, String)],
    filters: &[&str],
) -> Result<Success, Failure> {
    let mut command = process::program("cargo");
    command
        .args(["test", "--package", "cluster-suite", "--no-fail-fast", "--", "--ignored"])
        .args(filters)
        .envs(environment.iter().map(|(name, value)| (*name, value.as_str())))
        .current_dir(context.workspace.root());
    counted(step, &mut command)
}
