//! The ways into a cluster: its own kubectl from outside, and a shell inside.

use std::process::{Command, ExitCode};

use anyhow::Context as _;

use super::Context;
use super::node::OPT;
use super::place::Place;
use crate::process;

/// Runs the cluster's kubectl with the terminal's input and output.
pub(super) fn kubectl(context: &Context<'_>, name: &str, arguments: &[String]) -> anyhow::Result<ExitCode> {
    let place = Place::running(context, name)?;
    finish(command(&place)?.args(arguments))
}

/// What the cluster's kubectl answers.
pub(super) fn answer(place: &Place, arguments: &[&str]) -> anyhow::Result<String> {
    process::output(command(place)?.arg("--request-timeout=30s").args(arguments))
}

/// Runs a shell, or a command, in the node's namespaces.
pub(super) fn shell(context: &Context<'_>, name: &str, words: &[String]) -> anyhow::Result<ExitCode> {
    let place = Place::running(context, name)?;
    let mut command = Command::new("nsenter");
    command.args(["--target", &place.inside()?.to_string(), "--mount", "--net", "--pid", "--ipc", "--uts"]);
    let path = format!("PATH={}", super::node::search_path());
    let socket = "CONTAINERD_ADDRESS=/run/containerd/containerd.sock";
    command.args([
        "--",
        "env",
        &path,
        "HOME=/root",
        socket,
        "CONTAINERD_NAMESPACE=k8s.io",
        &format!("OPT={OPT}"),
    ]);
    if words.is_empty() {
        command.arg("bash")
    } else {
        command.args(words)
    };
    finish(&mut command)
}

fn command(place: &Place) -> anyhow::Result<Command> {
    let mut command = Command::new(place.facts()?.program());
    command.arg("kubectl").arg(format!("--kubeconfig={}", place.kubeconfig().display()));
    Ok(command)
}

fn finish(command: &mut Command) -> anyhow::Result<ExitCode> {
    let status = command.status().context("cannot run it")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
