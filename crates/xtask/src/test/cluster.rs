//! What only a real Kubernetes can prove: on the test cluster, or on one of the user's.

use std::process::Command;

use super::rust::counted;
use super::{Context, Failure, Success, browser};
use crate::process;
use crate::progress::Step;

/// Tests that stop components or need the images of the test cluster.
const OWN_CLUSTER_ONLY: &str = "on_the_test_cluster";

/// What takes minutes and seldom changes.
const FULL_ONLY: [&str; 3] = ["a_node_that_is_lost", "still_plays_as_it_did", "trouble_is_still_what_it_was"];

/// What depends on the version of Kubernetes.
const VERSION_DEPENDENT: [&str; 3] = ["--test=agents", "--test=apply", "--test=check"];

/// Tests among them that show nothing new on another version: rights, the API server's absence, the node's Docker.
const SAME_ON_EVERY_VERSION: [&str; 3] = ["rights::", "api_server_comes_back", "nodes_docker"];

/// What the tests are told, by the names they know.
type Environment = Vec<(&'static str, String)>;

/// Runs every test that is ignored elsewhere because it needs a real cluster.
pub(super) fn tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    match context.cluster_context {
        Some(name) => suite(context, step, users(name), &["--skip", OWN_CLUSTER_ONLY]),
        None => on_test_cluster(context, Kubernetes::Current, |environment| {
            suite(context, step, environment, &[])
        }),
    }
}

/// Runs a choice of what depends on the version on a node with an older Kubernetes.
pub(super) fn older(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    on_test_cluster(context, Kubernetes::Older, |environment| {
        let mut command = cargo_test(context, environment, &VERSION_DEPENDENT);
        // The page says what was shown on the current one.
        command.env_remove("SLIPWAY_UPDATE_VERIFIED");
        skip(&mut command, &SAME_ON_EVERY_VERSION);
        counted(step, skip(&mut command, &FULL_ONLY))
    })
}

/// Drives the console on a real cluster with a browser, from an empty form to a purge.
pub(super) fn journey(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let drive = |environment| browser::projects(context, step, &["cluster"], environment);
    match context.cluster_context {
        Some(name) => drive(users(name)),
        None => on_test_cluster(context, Kubernetes::Current, drive),
    }
}

/// Which Kubernetes the test cluster has.
#[derive(Clone, Copy)]
enum Kubernetes {
    Current,
    Older,
}

/// A context of the user's kubeconfig.
fn users(name: &str) -> Environment {
    let kubeconfig = std::env::var("KUBECONFIG").ok().filter(|path| !path.is_empty());
    let home = || std::env::var("HOME").map(|home| format!("{home}/.kube/config")).unwrap_or_default();
    vec![
        ("SLIPWAY_TEST_KUBECONFIG", kubeconfig.unwrap_or_else(home)),
        ("SLIPWAY_TEST_CONTEXT", name.to_owned()),
    ]
}

/// Makes a cluster for `work`. Where that cannot be, it says why; a full run, and one that names the step, insist.
#[cfg(target_os = "linux")]
fn on_test_cluster(
    context: &Context<'_>,
    kubernetes: Kubernetes,
    work: impl FnOnce(Environment) -> Result<Success, Failure>,
) -> Result<Success, Failure> {
    use crate::cluster;
    let missing = cluster::missing();
    if !missing.is_empty() {
        return Err(impossible(context, &missing.join("\n")));
    }
    let lent = cluster::lend(context.workspace, matches!(kubernetes, Kubernetes::Older))?;
    work(lent.environment()?)
}

#[cfg(not(target_os = "linux"))]
fn on_test_cluster(
    context: &Context<'_>,
    _: Kubernetes,
    _: impl FnOnce(Environment) -> Result<Success, Failure>,
) -> Result<Success, Failure> {
    Err(impossible(context, "It runs on Linux only."))
}

fn impossible(context: &Context<'_>, why: &str) -> Failure {
    let why = format!(
        "The test cluster cannot run here, so nothing was shown on a real Kubernetes.\n{why}\n\
         A cluster of yours will do as well: cargo xtask test --only cluster --context NAME"
    );
    if context.insists { Failure::new(super::Counts::default(), why) } else { Failure::Impossible { why } }
}

fn suite(
    context: &Context<'_>,
    step: &Step,
    environment: Environment,
    filters: &[&str],
) -> Result<Success, Failure> {
    let mut command = cargo_test(context, environment, &[]);
    command.args(filters);
    if context.full {
        command.env("SLIPWAY_TEST_FULL", "1");
    } else {
        skip(&mut command, &FULL_ONLY);
    }
    counted(step, &mut command)
}

/// The suite's tests that need a real cluster.
fn cargo_test(context: &Context<'_>, environment: Environment, targets: &[&str]) -> Command {
    let mut command = process::program("cargo");
    command
        .args(["test", "--package", "cluster-suite", "--no-fail-fast"])
        .args(targets)
        .args(["--", "--ignored"])
        .envs(environment)
        .current_dir(context.workspace.root());
    command
}

fn skip<'a>(command: &'a mut Command, names: &[&str]) -> &'a mut Command {
    command.args(names.iter().flat_map(|name| ["--skip", name]))
}
