//! `cargo xtask test`: named steps, all of which run even after one failed, and a summary that ends in one plain line.

mod browser;
mod cluster;
mod counts;
mod plan;
mod rust;
mod summary;
mod web;

use std::process::ExitCode;

use crate::cli::TestArguments;
use crate::progress::Progress;
use crate::workspace::Workspace;

pub(crate) use plan::names;

use counts::Counts;
use plan::TestStep;
use summary::{Line, Outcome};

/// What every step knows.
pub(crate) struct Context<'a> {
    workspace: &'a Workspace,
    /// Browser tests run against the release binary.
    release: bool,
    /// Context of a cluster to test on, instead of the test cluster.
    cluster_context: Option<&'a str>,
}

/// A step that did not succeed: what it printed, and what it had counted by then.
struct Failure {
    counts: Counts,
    text: String,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self { counts: Counts::default(), text: format!("{error:#}") }
    }
}

/// A step that succeeded: what it counted, and what is worth showing even so.
#[derive(Default)]
struct Success {
    counts: Counts,
    text: String,
}

/// Runs the steps asked for; the exit code says whether all of them succeeded.
pub(crate) fn run(workspace: &Workspace, arguments: &TestArguments) -> anyhow::Result<ExitCode> {
    let context =
        Context { workspace, release: arguments.release, cluster_context: arguments.context.as_deref() };
    let steps = plan::select(&arguments.only);
    let progress = Progress::new(steps.len());
    let mut lines: Vec<Line> = Vec::new();
    for step in steps {
        let line = attempt(&context, &progress, step, &lines);
        lines.push(line);
    }
    print!("{}", summary::render(&lines));
    Ok(if summary::all_passed(&lines) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn attempt(context: &Context<'_>, progress: &Progress, test: &TestStep, before: &[Line]) -> Line {
    let step = progress.begin(test.label);
    if let Some(missing) = plan::failed_need(test, before) {
        let seconds = step.end(&format!("not run, because {missing} failed"));
        return Line { name: test.name, seconds, outcome: Outcome::NotRun, counts: Counts::default() };
    }
    let result = (test.work)(context, &step);
    let seconds = step.end(if result.is_ok() { "ok" } else { "FAILED" });
    let (outcome, counts, text) = match result {
        Ok(Success { counts, text }) => (Outcome::Passed, counts, text),
        Err(Failure { counts, text }) => (Outcome::Failed, counts, text),
    };
    if !text.is_empty() {
        println!("{}", text.trim_end());
    }
    Line { name: test.name, seconds, outcome, counts }
}
