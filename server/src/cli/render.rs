use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use slipway_core::config::Read;
use slipway_core::finding::{Finding, Severity};
use slipway_core::preset::{self, Preset};
use slipway_core::render::{Manifests, render};
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::{visible, yaml};

use super::{Failure, failure, input};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Configurations: YAML or JSON files, share links, or - for the standard input stream. Of several everything is
    /// printed in their order, or nothing when one of them cannot be rendered.
    #[arg(value_name = "FILE|LINK", required_unless_present = "preset", conflicts_with = "preset")]
    sources: Vec<String>,
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
    /// The SHA-256 that shows preview and apply to be the same; of several configurations with their names.
    Sha256,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let sources = sources(arguments)?;
    let target = input::target(arguments.kubernetes_version);
    let (mut made, mut failures) = (Vec::new(), Vec::new());
    for source in &sources {
        // Of several files a sentence says which one it is about.
        let label = (sources.len() > 1).then_some(source.name());
        match source.render(&target, label) {
            Ok(manifests) => made.push((source.name(), manifests)),
            Err(failure) => failures.push(failure),
        }
    }
    // Whoever pipes this into kubectl gets everything or nothing.
    if failures.is_empty() { print(&made, arguments.output) } else { Err(Failure::all(failures)) }
}

/// Where a configuration comes from.
enum Source<'a> {
    Preset(&'a Preset),
    /// A file, a link, or the standard input stream.
    Named(&'a str),
}

fn sources(arguments: &Arguments) -> Result<Vec<Source<'_>>, Failure> {
    if let Some(name) = &arguments.preset {
        return Ok(vec![Source::Preset(preset::find(name).ok_or_else(|| super::presets::unknown(name))?)]);
    }
    if arguments.sources.iter().filter(|source| *source == "-").count() > 1 {
        return Err(Failure::new("-: only one configuration can come from the standard input stream."));
    }
    Ok(arguments.sources.iter().map(|source| Source::Named(source)).collect())
}

impl Source<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Preset(preset) => preset.name,
            Self::Named(name) => name,
        }
    }

    fn read(&self) -> Result<Read, Failure> {
        match self {
            Self::Preset(preset) => Ok(Read { config: preset.config.clone(), findings: Vec::new() }),
            Self::Named(name) => input::configuration(name),
        }
    }

    /// The objects; warnings are told.
    fn render(&self, target: &Target, label: Option<&str>) -> Result<Manifests, Failure> {
        let read = self.read()?;
        let rendered = render(&read.config, target);
        let findings: Vec<Finding> = read.findings.into_iter().chain(rendered.findings).collect();
        warn(&findings, label)?;
        match rendered.manifests {
            Some(manifests) if !findings.iter().any(Finding::is_error) => Ok(manifests),
            Some(_) | None => Err(Failure::findings(&findings).about(label)),
        }
    }
}

fn warn(findings: &[Finding], label: Option<&str>) -> io::Result<()> {
    let label = label.map(|label| format!("{label}: ")).unwrap_or_default();
    let mut out = io::stderr().lock();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Warning) {
        writeln!(out, "Warning: {label}{}", failure::sentence(finding))?;
    }
    Ok(())
}

fn print(made: &[(&str, Manifests)], output: Output) -> Result<(), Failure> {
    let objects = || made.iter().flat_map(|(_, manifests)| manifests.objects());
    let mut out = io::stdout().lock();
    match output {
        Output::Pod => {
            let pods: Vec<&Value> = made.iter().map(|(_, manifests)| &manifests.pod).collect();
            write!(out, "{}", yaml::write_all(&pods))?;
        }
        Output::Manifests => write!(out, "{}", yaml::write_all(&objects().collect::<Vec<_>>()))?,
        Output::Json => {
            let items: Vec<&Value> = objects().collect();
            let list = json!({"apiVersion": "v1", "kind": "List", "items": items});
            writeln!(out, "{}", visible::json(&format!("{list:#}")))?;
        }
        Output::Sha256 => match made {
            [(_, only)] => writeln!(out, "{}", only.sha256())?,
            // As sha256sum prints them.
            several => {
                for (name, manifests) in several {
                    writeln!(out, "{}  {name}", manifests.sha256())?;
                }
            }
        },
    }
    Ok(())
}
