use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::Value;
use slipway_core::merge;
use slipway_core::visible;
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
    let root = root(&base).map_err(|why| Failure::new(format!("{}: {why}", arguments.base)))?;
    let merged = merge::strategic(&base, &patch, root)
        .map_err(|error| Failure::new(format!("{}: {error}", arguments.patch)))?;
    print(&merged, arguments.output)
}

/// How the lists of the object merge, which depends on its kind: without one it is taken for a pod.
fn root(base: &Value) -> Result<merge::Root, String> {
    if !base.is_object() {
        return Err("this is no object: it has no fields.".to_owned());
    }
    match base.get("kind").and_then(Value::as_str) {
        None | Some("Pod") => Ok(merge::Root::Pod),
        Some("PersistentVolumeClaim") => Ok(merge::Root::PersistentVolumeClaim),
        Some("Secret") => Ok(merge::Root::Secret),
        Some(kind) => Err(format!(
            "kind: how the lists of a {kind} merge is not known here. Merge a Pod, a PersistentVolumeClaim or a Secret."
        )),
    }
}

fn document(source: &str) -> Result<Value, Failure> {
    yaml::read(&input::text(source)?, &Limits::default())
        .map_err(|error| Failure::new(format!("{source}: {error}")))
}

fn print(merged: &Value, output: Output) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match output {
        Output::Yaml => write!(out, "{}", yaml::write(merged))?,
        Output::Json => writeln!(out, "{}", visible::json(&format!("{merged:#}")))?,
    }
    Ok(())
}
