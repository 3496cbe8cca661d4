//! The command line of `cargo xtask`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

#[cfg(target_os = "linux")]
use crate::cluster;
use crate::{bench, test};

/// Builds, runs and tests Slipway. Needs Rust (rustup) and Node 20 or newer; installs the rest.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = false)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Build the console and the server and serve them on http://127.0.0.1:8080
    Run(RunArguments),
    /// Make the release binary, target/release/slipway, with the console inside
    Build,
    /// A real one-node Kubernetes on this machine (Linux, root)
    #[cfg(target_os = "linux")]
    Cluster(cluster::cli::Arguments),
    /// A real one-node Kubernetes: on Linux only, not on this machine
    #[cfg(not(target_os = "linux"))]
    Cluster {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        arguments: Vec<String>,
    },
    /// Check and test everything, and say what passed
    Test(TestArguments),
    /// Measure Slipway against what people would use instead, and print the table
    Bench(BenchArguments),
}

#[derive(Args)]
pub(crate) struct RunArguments {
    /// Optimize: the wasm at release size and the server at full speed
    #[arg(long)]
    pub(crate) release: bool,
    /// Passed to `slipway serve`, for example: -- --cluster sandbox
    #[arg(last = true)]
    pub(crate) server: Vec<String>,
}

#[derive(Args)]
pub(crate) struct TestArguments {
    /// Run this step, and what it needs, alone; may be repeated
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(test::names()))]
    pub(crate) only: Vec<String>,
    /// Run the browser tests against the release binary, console embedded, instead of the quicker debug one
    #[arg(long)]
    pub(crate) release: bool,
    /// Run every case on the cluster instead of a choice of them, and on an older Kubernetes what depends on the version;
    /// about twenty minutes more
    #[arg(long)]
    pub(crate) full: bool,
    /// With `--only cluster` or `--only journey`: test on this context of the kubeconfig, in namespaces of its own,
    /// instead of a node made here
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,
}

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Measure this alone; may be repeated
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(bench::names()))]
    pub(crate) only: Vec<String>,
    /// Few repetitions and a debug build of the server, to see that everything works
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Write what is printed into this file too
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
