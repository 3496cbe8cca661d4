//! Many configurations rendered at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::child::{Pair, seconds};
use super::goal::Goal;
use super::row::{Peer, Row};
use super::unit::Unit;
use super::{Context, kubectl, kustomization, merge};
use crate::process;
use crate::progress::Step;

pub(super) const WHAT: &str = "one process writes the pods of 1,000 configurations, each a file with an \
    overlay of its own: `slipway render`; `kubectl kustomize`, which has the pod as its base and 1,000 \
    folders with a patch; a loop in Node that reads the same 1,000 files with js-yaml, merges each overlay \
    into the pod by keys and dumps it. Only Slipway generates and checks.";

/// Against two peers, one after the other: the slow one must not stand between the two quick ones.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let count = context.pick(1_000, 20);
    let inputs = Inputs::write(context, count)?;
    for mut command in [inputs.slipway(context), inputs.kustomize()?, inputs.js_yaml(context)] {
        ensure_pods(&mut command, count)?;
    }
    let against = |name, rounds, mut peer: Command, goals| {
        let mut ours = inputs.slipway(context);
        let pair = Pair::alternate(step, rounds, || seconds(&mut ours), || seconds(&mut peer))?;
        let peer = Some(Peer { name, samples: pair.peer });
        anyhow::Ok(Row {
            name: "1,000 configurations in one process",
            unit: Unit::Seconds,
            ours: pair.ours,
            peer,
            goals,
        })
    };
    Ok(vec![
        against("kubectl kustomize", context.pick(5, 1), inputs.kustomize()?, &[Goal::Times(100.0)])?,
        against("js-yaml", context.pick(20, 1), inputs.js_yaml(context), &[Goal::Times(5.0)])?,
    ])
}

/// The same 1,000 things, as each side reads them.
struct Inputs {
    pod: PathBuf,
    configurations: Vec<PathBuf>,
    kustomization: PathBuf,
}

impl Inputs {
    fn write(context: &Context<'_>, count: usize) -> anyhow::Result<Self> {
        let folder = context.made("render");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        let pod = merge::pod(context)?;
        let (agent, overlay) = (read(&context.data("agent.yaml"))?, read(&context.data("overlay.yaml"))?);
        let snippets: Vec<String> =
            (0..count).map(|number| overlay.replace("1000", &format!("{:04}", 1000 + number))).collect();
        let configurations = snippets.iter().enumerate().map(|(number, snippet)| {
            let path = folder.join("configurations").join(format!("agent-{number:04}.yaml"));
            write(&path, &configuration(&agent, number, snippet)).map(|()| path)
        });
        let configurations = configurations.collect::<anyhow::Result<_>>()?;
        let kustomization = folder.join("kustomize");
        kustomization::write_variants(&kustomization, &read(&pod)?, &snippets)?;
        Ok(Self { pod, configurations, kustomization })
    }

    fn slipway(&self, context: &Context<'_>) -> Command {
        let mut command = Command::new(context.slipway());
        command.arg("render").args(&self.configurations);
        command
    }

    fn kustomize(&self) -> anyhow::Result<Command> {
        let mut command = kubectl::find()?.command();
        command.arg("kustomize").arg(&self.kustomization);
        Ok(command)
    }

    fn js_yaml(&self, context: &Context<'_>) -> Command {
        let mut command = process::program("node");
        command.current_dir(context.folder()).arg("render.mjs").arg(&self.pod).args(&self.configurations);
        command
    }
}

/// The agent with a suffix and an overlay of its own; `instance`, which both belong to, is the last of its fields.
fn configuration(agent: &str, number: usize, snippet: &str) -> String {
    let indented: String = snippet.lines().map(|line| format!("    {line}\n")).collect();
    format!("{agent}  suffix: n{number:04}\n  overlay: |\n{indented}")
}

/// All of them came out, each with its own change.
fn ensure_pods(command: &mut Command, count: usize) -> anyhow::Result<()> {
    let text = process::output(command)?;
    let mut marks: Vec<&str> =
        text.lines().filter(|line| line.trim_start().starts_with("example.com/change:")).collect();
    marks.sort_unstable();
    marks.dedup();
    ensure!(marks.len() == count, "{:?} gave {} of {count} pods", command.get_program(), marks.len());
    Ok(())
}

pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, and the folders it is in.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
