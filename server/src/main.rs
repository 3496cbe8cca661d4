//! The `slipway` binary: reads the command line, runs the command, turns its end into an exit code.

use std::process::ExitCode;

use clap::Parser;
use slipway_server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
