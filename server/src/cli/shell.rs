use std::io;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure};

#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Write the page of every command into this directory instead.
    #[arg(long, value_name = "PATH")]
    directory: Option<PathBuf>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "slipway", &mut script);
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(())
}

pub(super) fn man(arguments: &ManArguments) -> Result<(), Failure> {
    match &arguments.directory {
        Some(directory) => clap_mangen::generate_to(Cli::command(), directory)
            .map_err(|error| Failure::new(format!("{}: {error}.", directory.display()))),
        None => Ok(clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?),
    }
}
