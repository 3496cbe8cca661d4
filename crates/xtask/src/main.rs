//! `cargo xtask`: builds, runs and tests Slipway on a machine with Rust (rustup) and Node.
#![expect(clippy::print_stdout, reason = "a command-line program; its progress is its output")]

mod bench;
mod budget;
mod cargo;
mod cli;
#[cfg(target_os = "linux")]
mod cluster;
mod commands;
mod frontend;
mod install;
mod npm;
mod process;
mod progress;
mod stamp;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match commands::execute(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
