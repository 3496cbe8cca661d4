//! The console, from sources to `frontend/dist/`, in parts that are each skipped while their inputs stay the same.

mod assemble;
mod assets;
mod module;
mod page;
mod styles;

use std::path::{Path, PathBuf};

use crate::cargo::Profile;
use crate::npm;
use crate::progress::{Done, Progress, Step};
use crate::workspace::Workspace;

pub(crate) use assets::{Asset, list};
pub(crate) use module::{CONSOLE, compile_packages, generator, shrink};

/// One part of the build; parts run in order and hand files to each other in a scratch folder.
pub(crate) struct Part {
    label: &'static str,
    release_only: bool,
    work: fn(&Context<'_>, &Step) -> anyhow::Result<Done>,
}

const PARTS: [Part; 6] = [
    Part { label: "npm packages (frontend)", release_only: false, work: packages },
    Part { label: "styles and editor", release_only: false, work: styles::build },
    Part { label: "console to wasm", release_only: false, work: module::compile },
    Part { label: "bindings", release_only: false, work: module::bind },
    Part { label: "wasm-opt", release_only: true, work: module::optimize },
    Part { label: "assets", release_only: false, work: assemble::build },
];

/// What every part knows.
pub(crate) struct Context<'a> {
    workspace: &'a Workspace,
    profile: Profile,
    scratch: PathBuf,
}

impl<'a> Context<'a> {
    /// A build of one profile.
    pub(crate) fn new(workspace: &'a Workspace, profile: Profile) -> anyhow::Result<Self> {
        let scratch = workspace.scratch(&format!("frontend-{}", profile.native_directory()))?;
        Ok(Self { workspace, profile, scratch })
    }

    fn release(&self) -> bool {
        self.profile == Profile::Release
    }

    fn stamp(&self, name: &str) -> String {
        format!("{name}-{}", self.profile.native_directory())
    }

    fn source(&self, name: &str) -> PathBuf {
        self.workspace.frontend().join(name)
    }

    /// An intermediate file.
    fn made(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }
}

/// How many steps [`build`] shows.
pub(crate) fn steps(profile: Profile) -> usize {
    parts(profile).count()
}

/// Builds the console, each part a step of its own.
pub(crate) fn build(workspace: &Workspace, progress: &Progress, profile: Profile) -> anyhow::Result<()> {
    let context = Context::new(workspace, profile)?;
    parts(profile).try_for_each(|part| progress.step(part.label, |step| (part.work)(&context, step)))
}

/// Builds the console as one step.
pub(crate) fn build_within(workspace: &Workspace, step: &Step, profile: Profile) -> anyhow::Result<()> {
    let context = Context::new(workspace, profile)?;
    parts(profile).try_for_each(|part| {
        step.say(part.label);
        (part.work)(&context, step).map(drop)
    })
}

fn parts(profile: Profile) -> impl Iterator<Item = &'static Part> {
    PARTS.iter().filter(move |part| profile == Profile::Release || !part.release_only)
}

fn packages(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    npm::install(context.workspace, step, &context.workspace.frontend())
}

/// Bundles one entry point of `frontend/` into a file.
fn bundle(context: &Context<'_>, step: &Step, entry: &str, out: &Path, more: &[&str]) -> anyhow::Result<()> {
    let out = out.display().to_string();
    let mut arguments = vec!["build/bundle.mjs", entry, &out];
    arguments.extend(more);
    if context.release() {
        arguments.push("--minify");
    }
    npm::node(step, &context.workspace.frontend(), &arguments).map(drop)
}
