//! The steps around the console: what they need, types, styles, and its size.

use anyhow::Context as _;

use super::counts::Counts;
use super::{Context, Failure, Success};
use crate::cargo::Profile;
use crate::progress::Step;
use crate::{budget, frontend, install, npm, process};

/// Everything later steps need and that can be installed without asking. Not a test: it counts nothing.
pub(super) fn tools(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    install::rust::wasm_target(step)?;
    install::rust::components(step)?;
    npm::install(context.workspace, step, &context.workspace.frontend())?;
    npm::install(context.workspace, step, &context.workspace.e2e())?;
    Ok(Success::default())
}

/// The TypeScript of the console and of the browser tests.
pub(super) fn types(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    for folder in [context.workspace.frontend(), context.workspace.e2e()] {
        let mut command = process::program("npm");
        process::run(step, command.args(["run", "--silent", "types"]).current_dir(folder))?;
    }
    Ok(Success { counts: Counts { passed: 2, ..Counts::default() }, text: String::new() })
}

/// Every pair of colours is readable.
pub(super) fn style(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let mut command = process::program("node");
    command.args(["--test", "--test-reporter=tap", "style/contrast.test.mjs"]);
    let finished = process::watch(step, command.current_dir(context.workspace.frontend()))?;
    let counts = Counts::of_tap(&finished.stdout);
    if finished.success && counts.passed > 0 {
        return Ok(Success { counts, text: String::new() });
    }
    Err(Failure::new(counts, finished.everything))
}

/// The console as it is released, and the size of what a browser loads first.
pub(super) fn console(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    frontend::build_within(context.workspace, step, Profile::Release)?;
    let assets =
        frontend::list(context.workspace).context("the console was built without a list of its files")?;
    Ok(Success { counts: Counts::ONE_PASSED, text: budget::check(&assets)? })
}
