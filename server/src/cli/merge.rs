use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::Value;
use slipway_core::merge;
use slipway_core::yaml::{self, Limits};

use super::{Failure, input};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The object: a YAML or JSON file, or - for the standard input stream.
    base: String,
    /// What to merge into it.
    patch: String,
    /// How to print the result.
    #[arg(long, short, value_enum, default_value_t = Output::Yaml)]
    output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.base == "-" && arguments.patch == "-" {
        return Err(Failure::new("patch: only one of the two can come from the standard input stream."));
    }
    let base = document(&arguments.base)?;
    let patch = document(&arguments.patch)?;
    let merged = merge::strategic(&base, &patch, merge::Root::Pod)
        .map_err(|error| Failure::new(format!("{}: {error}", arguments.patch)))?;
    print(&merged, arguments.output)
}

fn document(source: &str) -> Result<Value, Failure> {
    yaml::read(&input::text(source)?, &Limits::default())
        .map_err(|error| Failure::new(format!("{source}: {error}")))
}

fn print(merged: &Value, output: Output) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match output {
        Output::Yaml => write!(out, "{}", yaml::write(merged))?,
        Output::Json => writeln!(out, "{merged:#}")?,
    }
    Ok(())
}
