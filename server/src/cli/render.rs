use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::json;
use slipway_core::config::Read;
use slipway_core::finding::{Finding, Severity};
use slipway_core::preset;
use slipway_core::render::{Manifests, render};
use slipway_core::target::KubernetesVersion;
use slipway_core::visible;

use super::{Failure, failure, input};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A configuration: a YAML or JSON file, a share link, or - for the standard input stream.
    #[arg(value_name = "FILE|LINK", required_unless_present = "preset", conflicts_with = "preset")]
    source: Option<String>,
    /// Render a preset instead; `slipway presets` lists them.
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// What to print.
    #[arg(long, short, value_enum, default_value_t = Output::Pod)]
    output: Output,
    /// Version of Kubernetes the manifests are for, e.g. 1.28.
    #[arg(long, value_name = "VERSION", value_parser = input::kubernetes_version)]
    kubernetes_version: Option<KubernetesVersion>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// The pod, as YAML.
    Pod,
    /// Secret, PersistentVolumeClaim and Pod in the order they are applied, as YAML.
    Manifests,
    /// The same as one JSON List.
    Json,
    /// The SHA-256 that shows preview and apply to be the same.
    Sha256,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = configuration(arguments)?;
    let rendered = render(&read.config, &input::target(arguments.kubernetes_version));
    let findings: Vec<Finding> = read.findings.into_iter().chain(rendered.findings).collect();
    warn(&findings)?;
    match rendered.manifests {
        Some(manifests) if !findings.iter().any(Finding::is_error) => print(&manifests, arguments.output),
        Some(_) | None => Err(Failure::findings(&findings)),
    }
}

fn configuration(arguments: &Arguments) -> Result<Read, Failure> {
    match (&arguments.preset, &arguments.source) {
        (Some(name), _) => match preset::find(name) {
            Some(preset) => Ok(Read { config: preset.config.clone(), findings: Vec::new() }),
            None => Err(super::presets::unknown(name)),
        },
        (None, Some(source)) => input::configuration(source),
        (None, None) => Err(Failure::new("Name a file, a link or a preset.")),
    }
}

fn warn(findings: &[Finding]) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Warning) {
        writeln!(out, "Warning: {}", failure::sentence(finding))?;
    }
    Ok(())
}

fn print(manifests: &Manifests, output: Output) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match output {
        Output::Pod => write!(out, "{}", manifests.pod_yaml())?,
        Output::Manifests => write!(out, "{}", manifests.yaml())?,
        Output::Json => {
            let list = json!({"apiVersion": "v1", "kind": "List", "items": manifests.objects()});
            writeln!(out, "{}", visible::json(&format!("{list:#}")))?;
        }
        Output::Sha256 => writeln!(out, "{}", manifests.sha256())?,
    }
    Ok(())
}
