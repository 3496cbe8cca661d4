//! The steps that are cargo's: formatting, lints, and the tests of the crates, native and as wasm.

use std::process::Command;

use anyhow::{Context as _, anyhow};

use super::counts::Counts;
use super::{Context, Failure, Success};
use crate::cargo::Profile;
use crate::process;
use crate::progress::Step;

const WASM: &str = "wasm32-unknown-unknown";

/// `cargo fmt` would change nothing.
pub(super) fn format(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    check(context, step, &["fmt", "--all", "--check"])
}

/// No warning in anything that runs on this machine.
pub(super) fn clippy_native(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let what = ["clippy", "--workspace", "--exclude", "slipway-frontend", "--all-targets"];
    let how = ["--features", "wasm-tools/test-runner", "--", "--deny", "warnings"];
    check(context, step, &[what.as_slice(), &how].concat())
}

/// No warning in what runs in the browser.
pub(super) fn clippy_wasm(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let what = ["clippy", "--package", "slipway-frontend", "--package", "slipway-core", "--target", WASM];
    check(context, step, &[what.as_slice(), &["--", "--deny", "warnings"]].concat())
}

/// Built together, crates lend each other features; alone, a missing one shows.
pub(super) fn alone(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let builds: [&[&str]; 4] = [
        &["check", "--package", "slipway-core"],
        &["check", "--package", "slipway-core", "--features", "schema"],
        &["check", "--package", "slipway-core", "--target", WASM],
        &["check", "--package", "slipway-sandbox"],
    ];
    let checked: Result<Vec<Success>, Failure> =
        builds.iter().map(|build| check(context, step, build)).collect();
    Ok(Success { counts: checked?.iter().map(|success| success.counts).sum(), text: String::new() })
}

/// The tests of every crate that runs on this machine.
pub(super) fn tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let packages = ["slipway-core", "slipway-sandbox", "slipway", "cluster-suite", "xtask"]
        .map(|name| ["--package", name])
        .concat();
    let mut command = process::program("cargo");
    command.arg("test").args(packages).arg("--no-fail-fast").current_dir(context.workspace.root());
    counted(step, &mut command)
}

/// The console's own logic, which needs no browser.
pub(super) fn console_tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let mut command = process::program("cargo");
    command.args(["test", "--package", "slipway-frontend"]).current_dir(context.workspace.root());
    counted(step, &mut command)
}

/// The core's golden tests once more, compiled to wasm and run in Node: the same bytes as native.
pub(super) fn wasm_tests(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    let root = context.workspace.root();
    if !root.join("crates/core/tests/golden_wasm.rs").is_file() {
        return Err(
            anyhow!("The core has no wasm tests: crates/core/tests/golden_wasm.rs is missing.").into()
        );
    }
    let features = ["--features", "test-runner", "--bin", "wasm-test-runner"];
    context.workspace.cargo(step, &[["build", "--package", "wasm-tools"].as_slice(), &features].concat())?;
    let mut command = process::program("cargo");
    command
        .args(["test", "--package", "slipway-core", "--target", WASM, "--test", "golden_wasm"])
        .current_dir(root);
    let runner = context.workspace.program(Profile::Dev, "wasm-test-runner");
    counted(step, command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
}

/// One cargo command that is one check.
fn check(context: &Context<'_>, step: &Step, arguments: &[&str]) -> Result<Success, Failure> {
    context.workspace.cargo(step, arguments)?;
    Ok(Success { counts: Counts::ONE_PASSED, text: String::new() })
}

/// A test run, counted by its `test result:` lines; one without any test is a failure.
pub(super) fn counted(step: &Step, command: &mut Command) -> Result<Success, Failure> {
    let finished = process::watch(step, command).context("cannot run cargo")?;
    let counts = Counts::of_cargo(&finished.everything);
    if !finished.success {
        return Err(Failure::new(counts, finished.everything));
    }
    if counts.passed == 0 {
        return Err(Failure::new(counts, format!("{}\nNo test ran.", finished.everything)));
    }
    Ok(Success { counts, text: String::new() })
}
