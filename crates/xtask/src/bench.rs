//! `cargo xtask bench`: how fast and how small Slipway is, beside what people would use instead.
//!
//! Both sides of every measure run in the same run, in turns. Nothing here fails because something was slow: a table
//! says what was measured and whether it is what we want. What is compared is checked to give the same result first.
//! A smoke run does all of it with few repetitions, to show that it still works; its numbers mean nothing.

mod about;
mod child;
mod first;
mod fleet;
mod goal;
mod idle;
mod keys;
mod keystroke;
mod kubectl;
mod kustomization;
mod list;
mod merge;
mod module;
mod monaco;
mod page;
mod peers;
mod pipeline;
mod render;
mod row;
mod samples;
mod stream;
mod unit;
mod watched;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::cargo::Profile;
use crate::cli::BenchArguments;
use crate::progress::{Done, Progress, Step};
use crate::workspace::Workspace;
use crate::{frontend, install, npm};

use list::Measure;
pub(crate) use list::names;
use row::Row;

/// What every measure knows.
pub(crate) struct Context<'a> {
    workspace: &'a Workspace,
    smoke: bool,
    /// How the server is built.
    profile: Profile,
    /// A folder of this run, for what measures write.
    scratch: PathBuf,
}

impl<'a> Context<'a> {
    /// A run for its numbers measures what is released; a smoke run takes the server that is there.
    fn new(workspace: &'a Workspace, smoke: bool, profile: Profile) -> anyhow::Result<Self> {
        Ok(Self { workspace, smoke, profile, scratch: workspace.scratch("bench")? })
    }

    /// How often: of a run for its numbers, or just often enough to see that it works.
    fn pick<T>(&self, whole: T, smoke: T) -> T {
        if self.smoke { smoke } else { whole }
    }

    /// The server's program.
    fn slipway(&self) -> PathBuf {
        self.workspace.program(self.profile, "slipway")
    }

    /// `bench/`: the peers, and what both sides are given.
    fn folder(&self) -> PathBuf {
        self.workspace.root().join("bench")
    }

    /// A file both sides are given.
    fn data(&self, name: &str) -> PathBuf {
        self.folder().join("data").join(name)
    }

    /// A file of this run.
    fn made(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }
}

/// What became of one measure: its rows of the table, or why it has none.
struct Outcome {
    measure: &'static Measure,
    rows: anyhow::Result<Vec<Row>>,
}

/// Runs the measures asked for, prints the table and writes it to a file. Fails when a measure could not be made, never
/// because of what it measured.
pub(crate) fn run(workspace: &Workspace, arguments: &BenchArguments) -> anyhow::Result<ExitCode> {
    let profile = Profile::new(!arguments.smoke);
    let context = Context::new(workspace, arguments.smoke, profile)?;
    let measures = list::select(&arguments.only);
    let progress = Progress::new(PREPARATIONS.len() + measures.len());
    for (label, work) in PREPARATIONS {
        progress.step(label, |step| work(&context, step))?;
    }
    let outcomes: Vec<Outcome> = measures
        .into_iter()
        .map(|measure| attempt(&context, &progress.begin(measure.name), measure))
        .collect();
    let page = page::render(&about::lines(&context)?, &outcomes);
    print!("\n{page}");
    if let Some(output) = &arguments.output {
        write(output, &page)?;
    }
    Ok(if outcomes.iter().all(|outcome| outcome.rows.is_ok()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

type Preparation = fn(&Context<'_>, &Step) -> anyhow::Result<Done>;

/// What all measures need, each skipped where it is there.
const PREPARATIONS: [(&str, Preparation); 5] = [
    ("wasm target", |_, step| install::rust::wasm_target(step)),
    ("npm packages (bench)", |context, step| npm::install(context.workspace, step, &context.folder())),
    ("console", |context, step| {
        frontend::build_within(context.workspace, step, Profile::Release)?;
        Ok(Done::Worked)
    }),
    ("core as a module", module::build),
    ("server", |context, step| {
        context.workspace.cargo(step, context.profile.server_arguments())?;
        Ok(Done::Worked)
    }),
];

fn attempt(context: &Context<'_>, step: &Step, measure: &'static Measure) -> Outcome {
    let rows = (measure.work)(context, step);
    step.end(if rows.is_ok() { "done" } else { "FAILED" });
    Outcome { measure, rows }
}

fn write(path: &Path, page: &str) -> anyhow::Result<()> {
    std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))
}
