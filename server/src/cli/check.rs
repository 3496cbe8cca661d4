use std::io::{self, Write};

use clap::Args;
use slipway_core::finding::Finding;
use slipway_core::render::render;
use slipway_core::target::KubernetesVersion;
use slipway_core::visible;

use super::{Failure, failure, input};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A configuration: a YAML or JSON file, a share link, or - for the standard input stream.
    #[arg(value_name = "FILE|LINK")]
    source: String,
    /// Version of Kubernetes to check for, e.g. 1.28.
    #[arg(long, value_name = "VERSION", value_parser = input::kubernetes_version)]
    kubernetes_version: Option<KubernetesVersion>,
    /// Print the findings as JSON, with their fixes.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = input::configuration(&arguments.source)?;
    let rendered = render(&read.config, &input::target(arguments.kubernetes_version));
    let findings: Vec<Finding> = read.findings.into_iter().chain(rendered.findings).collect();
    let mut out = io::stdout().lock();
    if arguments.json {
        let text = serde_json::to_string_pretty(&findings).map_err(io::Error::other)?;
        writeln!(out, "{}", visible::json(&text))?;
    } else {
        for finding in &findings {
            writeln!(out, "{}{}", failure::prefix(finding.severity), failure::sentence(finding))?;
        }
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::silent()) } else { Ok(()) }
}
