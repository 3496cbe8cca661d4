//! The end-to-end tests: Playwright drives a real Chromium against the real server.

use std::fs;

use super::counts::Counts;
use super::{Context, Failure, Success};
use crate::cargo::Profile;
use crate::progress::Step;
use crate::{install, process};

/// Everything that needs no cluster.
pub(super) fn tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    projects(context, step, &["console", "static"], Vec::new())
}

/// Builds the server, finds or installs the browser, and runs some of Playwright's projects
/// (`e2e/playwright.config.ts`).
pub(super) fn projects(
    context: &Context<'_>,
    step: &Step,
    names: &[&str],
    environment: Vec<(&'static str, String)>,
) -> Result<Success, Failure> {
    let browser = install::chromium::ensure(step)?;
    let profile = Profile::new(context.release);
    context.workspace.cargo(step, profile.server_arguments())?;

    let report = context.workspace.scratch("reports")?.join(format!("{}.json", names.join("-")));
    fs::remove_file(&report).ok();
    let mut command = process::program("node");
    command
        .args(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"])
        .args(names.iter().flat_map(|name| ["--project", name]))
        .current_dir(context.workspace.e2e())
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("CHROMIUM", browser)
        .env("SLIPWAY_BIN", context.workspace.program(profile, "slipway"))
        .envs(environment);
    let finished = process::watch(step, &mut command)?;
    let text = fs::read_to_string(&report).unwrap_or_default();
    let counts = Counts::of_playwright(&text).unwrap_or_default();
    if finished.success && counts.passed > 0 && counts.failed == 0 {
        return Ok(Success { counts, text: String::new() });
    }
    let hint = "Screenshots and traces of failures are in e2e/test-results.";
    Err(Failure::new(counts, format!("{}\n{hint}", finished.everything.trim_end())))
}
