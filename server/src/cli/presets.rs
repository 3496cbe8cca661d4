use std::io::{self, Write};

use clap::Args;
use slipway_core::preset::{self, Preset};
use slipway_core::yaml;

use super::Failure;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the configuration of this one.
    name: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.name {
        None => list(preset::all()),
        Some(name) => print(preset::find(name).ok_or_else(|| unknown(name))?),
    }
}

/// What to say when no preset has that name.
pub(super) fn unknown(name: &str) -> Failure {
    Failure::new(format!("preset: there is none named \"{name}\"; `slipway presets` lists them."))
}

fn list(presets: &[Preset]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let width = presets.iter().map(|preset| preset.name.len()).max().unwrap_or_default();
    for preset in presets {
        writeln!(out, "{:width$}  {}", preset.name, preset.title)?;
    }
    Ok(())
}

fn print(preset: &Preset) -> Result<(), Failure> {
    let value = serde_json::to_value(&preset.config).map_err(io::Error::other)?;
    write!(io::stdout(), "{}", yaml::write(&value))?;
    Ok(())
}
