//! The command line: one definition from which parsing, help, completions and the man page come.

mod check;
mod crds;
mod failure;
mod input;
mod link;
mod log;
mod merge;
mod presets;
mod rbac;
mod render;
mod serve;
mod shell;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// Configure, preview, launch and watch CI build agents on Kubernetes.
#[derive(Debug, Parser)]
#[command(name = "slipway", version, about, max_term_width = 110, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console and run the controller.
    Serve(serve::Arguments),
    /// Print the pod (or all manifests) of a configuration.
    Render(render::Arguments),
    /// Print everything that is wrong with a configuration; exit code 1 when it cannot be applied.
    Check(check::Arguments),
    /// Merge PATCH into BASE with Kubernetes' strategic merge, as `kubectl patch --type strategic` does.
    Merge(merge::Arguments),
    /// Print the share link of a configuration.
    Link(link::Arguments),
    /// List the presets, or print the configuration of one.
    Presets(presets::Arguments),
    /// Print the custom resource definitions.
    Crds(crds::Arguments),
    /// Print the least rights the server needs, as Kubernetes objects.
    Rbac(rbac::Arguments),
    /// Print a completion script for a shell.
    Completions(shell::CompletionsArguments),
    /// Print the man page, or write the pages of all commands into a directory.
    Man(shell::ManArguments),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What to tell the user, and the exit code.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Serve(arguments) => serve::run(arguments),
            Command::Render(arguments) => render::run(&arguments),
            Command::Check(arguments) => check::run(&arguments),
            Command::Merge(arguments) => merge::run(&arguments),
            Command::Link(arguments) => link::run(&arguments),
            Command::Presets(arguments) => presets::run(&arguments),
            Command::Crds(arguments) => crds::run(&arguments),
            Command::Rbac(arguments) => rbac::run(&arguments),
            Command::Completions(arguments) => shell::completions(&arguments),
            Command::Man(arguments) => shell::man(&arguments),
        }
    }
}
