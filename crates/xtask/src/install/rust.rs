//! The wasm target and the components named in `rust-toolchain.toml`. rustup installs them by itself, except where
//! its automatic installation is turned off.

use std::path::Path;

use anyhow::Context;

use crate::process;
use crate::progress::{Done, Step};

const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that code for the browser can be compiled.
pub(crate) fn wasm_target(step: &Step) -> anyhow::Result<Done> {
    let mut rustc = process::program("rustc");
    let libraries = process::output(rustc.args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(Done::Unchanged);
    }
    rustup(step, &["target", "add", WASM])
}

/// Makes sure that `cargo fmt` and `cargo clippy` are there.
pub(crate) fn components(step: &Step) -> anyhow::Result<Done> {
    let mut done = Done::Unchanged;
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::output(process::program("cargo").args([subcommand, "--version"])).is_err() {
            done = rustup(step, &["component", "add", component])?;
        }
    }
    Ok(done)
}

fn rustup(step: &Step, arguments: &[&str]) -> anyhow::Result<Done> {
    process::run(step, process::program("rustup").args(arguments))
        .with_context(|| format!("install it with: rustup {}", arguments.join(" ")))?;
    Ok(Done::Worked)
}
