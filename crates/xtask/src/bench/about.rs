//! Where and with what it was measured: enough to judge the numbers, nothing that names this machine.

use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::{Context, kubectl};
use crate::process;

/// Names and values, in the order of the page.
pub(super) fn lines(context: &Context<'_>) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut lines = vec![
        ("Date", said("date", &["-u", "+%F"])?),
        ("Machine", format!("{}, {}", processor(), said("uname", &["-srm"])?)),
        ("Slipway", slipway(context)?),
        ("Rust", said("rustc", &["--version"])?),
        ("Node", said("node", &["--version"])?),
        ("kubectl", kubectl::find()?.version),
        ("npm", packages(context)?),
    ];
    if context.smoke {
        lines.push(("Smoke run", "few repetitions, a debug build: these numbers mean nothing".to_owned()));
    }
    Ok(lines)
}

fn said(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    Ok(process::output(process::program(program).args(arguments))?.trim().to_owned())
}

fn slipway(context: &Context<'_>) -> anyhow::Result<String> {
    let version = process::output(Command::new(context.slipway()).arg("--version"))?;
    let mut git = process::program("git");
    git.args(["describe", "--always", "--dirty"]).current_dir(context.workspace.root());
    // A source archive has no commits.
    let commit = process::output(&mut git).map(|commit| format!(", commit {}", commit.trim()));
    Ok(format!("{}{}", version.trim(), commit.unwrap_or_default()))
}

/// Number and model of the processors.
fn processor() -> String {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    format!("{count} cores, {}", model.map_or("unknown processor", |(_, model)| model.trim()))
}

/// The packages the peers are made of, with their versions.
fn packages(context: &Context<'_>) -> anyhow::Result<String> {
    let path = context.folder().join("package-lock.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lock: Value =
        serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    let version = |name: &str| lock.pointer(&format!("/packages/node_modules~1{name}/version"))?.as_str();
    let named = ["js-yaml", "monaco-editor"].map(|name| format!("{name} {}", version(name).unwrap_or("?")));
    Ok(named.join(", "))
}
