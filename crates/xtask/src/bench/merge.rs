//! A merge on the command line.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::child::{Pair, seconds};
use super::goal::Goal;
use super::render::write;
use super::row::{Peer, Row};
use super::unit::Unit;
use super::{Context, kubectl};
use crate::process;
use crate::progress::Step;

pub(super) const WHAT: &str = "`slipway merge` and `kubectl patch --local --type strategic` as processes, \
    from start to end, on the pod and the snippet of the first measure. Both give the same object.";

/// A process each, from its start to its end.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let kubectl = kubectl::find()?;
    let pod = pod(context)?;
    let overlay = context.data("overlay.yaml");
    let ours = |output: &str| {
        let mut command = Command::new(context.slipway());
        command.arg("merge").args([&pod, &overlay]).args(["--output", output]);
        command
    };
    let peer = |output: &str| {
        let mut command = kubectl.command();
        command.args(["patch", "--local", "--type", "strategic", "--filename"]).arg(&pod);
        command.arg("--patch-file").arg(&overlay).args(["--output", output]);
        command
    };
    ensure!(object(&mut ours("json"))? == object(&mut peer("json"))?, "the two merges differ");

    let rounds = context.pick(100, 3);
    let pair = Pair::alternate(step, rounds, || seconds(&mut ours("yaml")), || seconds(&mut peer("yaml")))?;
    Ok(vec![Row {
        name: "A merge as a process",
        unit: Unit::Seconds,
        ours: pair.ours,
        peer: Some(Peer { name: "kubectl patch", samples: pair.peer }),
        goals: &[Goal::Times(20.0)],
    }])
}

/// The pod both sides start from.
pub(super) fn pod(context: &Context<'_>) -> anyhow::Result<PathBuf> {
    let path = context.made("pod.yaml");
    let text =
        process::output(Command::new(context.slipway()).arg("render").arg(context.data("agent.yaml")))?;
    write(&path, &text)?;
    Ok(path)
}

fn object(command: &mut Command) -> anyhow::Result<Value> {
    serde_json::from_str(&process::output(command)?).context("no JSON")
}
