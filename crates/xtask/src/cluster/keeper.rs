//! The process outside the node: it starts it, waits, and removes what the end of namespaces does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::cli::Plan;
use super::place::{Place, first_child};
use super::{Context, network};

/// How long processes that were killed may take to disappear.
const PATIENCE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(50);

/// Starts the node and stays until it has ended, however it does.
pub(super) fn run(context: &Context<'_>, plan: &Plan) -> anyhow::Result<std::process::ExitCode> {
    let place = Place::new(context, &plan.name)?;
    let mut holder = namespaces(plan)?.spawn().context("cannot run unshare; is util-linux installed?")?;
    let started = start(&place, plan, holder.id());
    if started.is_err() {
        holder.kill().ok();
    }
    let ended = holder.wait().context("cannot wait for the node")?;
    network::disconnect(&plan.name);
    started?;
    // A node that ends by itself could not go on: its logs stay for whoever reads the message, and the next `up` or
    // `down` removes them. One that was killed was meant to go.
    if ended.code().is_none() {
        place.clean()?;
    }
    Ok(std::process::ExitCode::SUCCESS)
}

fn start(place: &Place, plan: &Plan, holder: u32) -> anyhow::Result<()> {
    fs::write(place.pid_file(), holder.to_string()).context("cannot write the node's process number")?;
    let inside = until(|| first_child(holder)).context("unshare made no process")?;
    network::connect(&plan.name, plan.subnet, inside)
}

/// The command that becomes the node. Its first process reaps what containers leave behind; killing the outer one, or
/// the first, ends everything inside.
fn namespaces(plan: &Plan) -> anyhow::Result<Command> {
    let this = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new("unshare");
    command.args(["--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc"]);
    command.arg(plan.rootfs.join("usr/bin/tini-static")).arg("--").arg(this);
    command.args(["cluster", "node"]).args(plan.arguments()).current_dir("/");
    Ok(command)
}

/// Removes the node's control groups in every hierarchy, once their processes have ended.
///
/// # Errors
/// When a process is still in one of them after a minute.
pub(super) fn remove_cgroups(node: &str) -> anyhow::Result<()> {
    let roots = cgroup_roots(node);
    if until(|| roots.iter().all(|root| remove_tree(root).is_ok()).then_some(())).is_none() {
        bail!("Processes of {node} are still running: see cgroup.procs below /sys/fs/cgroup.");
    }
    Ok(())
}

/// The node's group in each hierarchy (version 1, which may have one of version 2 beside), or in the only one.
pub(super) fn cgroup_roots(node: &str) -> Vec<PathBuf> {
    let top = Path::new("/sys/fs/cgroup");
    if top.join("cgroup.controllers").is_file() {
        return vec![top.join(node)];
    }
    let hierarchies = fs::read_dir(top).into_iter().flatten().flatten().map(|entry| entry.path());
    hierarchies.filter(|path| path.join("cgroup.procs").is_file()).map(|path| path.join(node)).collect()
}

/// Groups are removed as empty folders, from the bottom; what is in them are no files.
fn remove_tree(group: &Path) -> std::io::Result<()> {
    if !group.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(group)?.flatten() {
        if entry.file_type()?.is_dir() {
            remove_tree(&entry.path())?;
        }
    }
    fs::remove_dir(group)
}

fn until<T>(mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match condition() {
            Some(value) => return Some(value),
            None if Instant::now() > end => return None,
            None => sleep(TICK),
        }
    }
}
