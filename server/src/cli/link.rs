use std::io::{self, Write};

use clap::Args;
use slipway_core::finding::Finding;
use slipway_core::link;

use super::{Failure, failure, input};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A configuration: a YAML or JSON file, a share link, or - for the standard input stream.
    #[arg(value_name = "FILE")]
    source: String,
    /// Address of the console the link opens.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/")]
    console: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = input::configuration(&arguments.source)?;
    tell(&read.findings)?;
    let base = arguments.console.split('#').next().unwrap_or_default();
    writeln!(io::stdout(), "{base}#{}", link::encode(&read.config))?;
    Ok(())
}

/// What did not fit the configuration would be missing from the link without a word.
fn tell(findings: &[Finding]) -> Result<(), Failure> {
    if findings.iter().any(Finding::is_error) {
        return Err(Failure::findings(findings));
    }
    let mut out = io::stderr().lock();
    for finding in findings {
        writeln!(out, "{}{}", failure::prefix(finding.severity), failure::sentence(finding))?;
    }
    Ok(())
}
