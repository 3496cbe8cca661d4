//! `cargo xtask cluster`: a real Kubernetes node on this machine, built from Go modules and Debian packages.
//!
//! The node lives in namespaces of its own: killing its one process removes all of it. Three processes carry it, each
//! this program: the *keeper* waits outside and cleans up, `unshare` holds the namespaces, the *node* runs inside and
//! starts the components. What is built is cached by the content of its sources (`cache.rs`). See docs/test-cluster.md.

mod addons;
mod build;
mod cache;
pub(crate) mod cli;
mod down;
mod images;
mod keeper;
mod lend;
mod needs;
mod network;
mod node;
mod part;
mod place;
mod reach;
mod rootfs;
mod status;
mod up;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::workspace::Workspace;
use cache::Cache;
use cli::{Arguments, Command};
pub(crate) use lend::{lend, missing};

/// What every command knows.
pub(crate) struct Context<'a> {
    workspace: &'a Workspace,
    cache: Cache,
}

impl Context<'_> {
    /// A file or folder of `e2e/cluster/`, where everything the cluster is made from lies.
    fn source(&self, name: &str) -> PathBuf {
        self.workspace.e2e().join("cluster").join(name)
    }
}

/// Runs one of the cluster's commands.
///
/// # Errors
/// One sentence for what is missing on this machine, or what the part that failed said.
pub(crate) fn execute(workspace: &Workspace, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let context = Context { workspace, cache: Cache::open()? };
    match arguments.command {
        Command::Build { kubernetes } => build::run(&context, &[kubernetes]).map(|()| ExitCode::SUCCESS),
        Command::Up(arguments) => up::run(&context, &arguments),
        Command::Down { name, all } => down::run(&context, (!all).then_some(name.as_str())),
        Command::Status { name } => status::run(&context, name.as_deref()),
        Command::Kubectl { name, arguments } => reach::kubectl(&context, &name, &arguments),
        Command::Shell { name, command } => reach::shell(&context, &name, &command),
        Command::Part { name, action, part } => part::run(&context, &name, action, &part),
        Command::Keep(plan) => keeper::run(&context, &plan),
        Command::Node(plan) => node::run(&plan),
    }
}
