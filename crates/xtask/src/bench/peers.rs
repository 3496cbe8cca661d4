//! The peers that are written in Rust (`bench/peers`), built as the server they are measured against.

use super::Context;
use crate::cargo::Profile;
use crate::progress::Step;

/// Builds them and gives the program of one.
pub(super) fn build(context: &Context<'_>, step: &Step, name: &str) -> anyhow::Result<String> {
    let mut arguments = vec!["build", "--package", "bench-peers"];
    if context.profile == Profile::Release {
        arguments.push("--release");
    }
    context.workspace.cargo(step, &arguments)?;
    Ok(context.workspace.program(context.profile, name).display().to_string())
}
