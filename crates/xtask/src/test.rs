//! `cargo xtask test`: named steps, all of which run even after one failed, and a summary that ends in one plain line.

mod browser;
mod cluster;
mod counts;
mod failures;
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
    /// Every case runs on the cluster, not a choice of them.
    full: bool,
    /// A machine that cannot do a step has failed.
    insists: bool,
    /// Context of a cluster to test on, instead of the test cluster.
    cluster_context: Option<&'a str>,
}

/// A step that did not succeed.
enum Failure {
    /// What it printed, and what it had counted by then.
    Failed { counts: Counts, text: String },
    /// This machine cannot do it, and nobody insists.
    Impossible { why: String },
}

impl Failure {
    fn new(counts: Counts, text: String) -> Self {
        Self::Failed { counts, text }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Counts::default(), format!("{error:#}"))
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
    let context = Context {
        workspace,
        release: arguments.release,
        full: arguments.full,
        insists: arguments.full || !arguments.only.is_empty(),
        cluster_context: arguments.context.as_deref(),
    };
    let steps = plan::select(&arguments.only, arguments.full && arguments.context.is_none());
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
        return Line { seconds, ..Line::new(test.name, Outcome::NotRun) };
    }
    let result = (test.work)(context, &step);
    let (word, text, line) = match result {
        Ok(Success { counts, text }) => {
            ("ok", text, Line { counts, ..Line::new(test.name, Outcome::Passed) })
        }
        Err(Failure::Impossible { why }) => {
            ("not possible here", why, Line::new(test.name, Outcome::Impossible))
        }
        Err(Failure::Failed { counts, text }) => {
            let failed = failures::names(&text);
            let line = Line { counts, failed, ..Line::new(test.name, Outcome::Failed) };
            ("FAILED", failures::without_passed(&text), line)
        }
    };
    let seconds = step.end(word);
    if !text.is_empty() {
        println!("{}", text.trim_end());
    }
    Line { seconds, ..line }
}
