use std::io::{self, Write};

use clap::Args;
use slipway_core::link;

use super::{Failure, input};

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
    let base = arguments.console.split('#').next().unwrap_or_default();
    writeln!(io::stdout(), "{base}#{}", link::encode(&read.config))?;
    Ok(())
}
