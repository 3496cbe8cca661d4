//! What each command does, from its steps.

use std::process::ExitCode;

use anyhow::Context;

use crate::cargo::Profile;
use crate::cli::{Cli, Command, RunArguments};
use crate::progress::{Done, Progress};
use crate::workspace::Workspace;
use crate::{bench, budget, frontend, install, test};

/// Runs a command to its end.
pub(crate) fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::find()?;
    if !matches!(cli.command, Command::Cluster { .. }) {
        install::node::check()?;
    }
    match cli.command {
        Command::Run(arguments) => run(&workspace, &arguments),
        Command::Build => build(&workspace),
        #[cfg(target_os = "linux")]
        Command::Cluster(arguments) => crate::cluster::execute(&workspace, arguments),
        #[cfg(not(target_os = "linux"))]
        Command::Cluster { arguments: _ } => anyhow::bail!("The test cluster runs on Linux only."),
        Command::Test(arguments) => test::run(&workspace, &arguments),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
    }
}

/// Builds the console and the server, and becomes the server.
fn run(workspace: &Workspace, arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    serve(workspace, arguments, &[])
}

/// As `cargo xtask run`, with variables in the server's environment.
pub(crate) fn serve(
    workspace: &Workspace,
    arguments: &RunArguments,
    environment: &[(&str, &str)],
) -> anyhow::Result<ExitCode> {
    let profile = Profile::new(arguments.release);
    make(workspace, profile)?;
    let mut server = std::process::Command::new(workspace.program(profile, "slipway"));
    server.arg("serve").args(&arguments.server).envs(environment.iter().copied());
    become_server(&mut server).context("cannot start the server")
}

/// The server takes this process's place, so that a signal meant for it reaches it. Returns only when that failed.
#[cfg(unix)]
fn become_server(server: &mut std::process::Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(server.exec())
}

/// Runs the server until it ends.
#[cfg(not(unix))]
fn become_server(server: &mut std::process::Command) -> std::io::Result<ExitCode> {
    Ok(if server.status()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    make(workspace, Profile::Release)?;
    print!("{}", budget::check(&frontend::list(workspace)?)?);
    println!("{}", workspace.program(Profile::Release, "slipway").display());
    Ok(ExitCode::SUCCESS)
}

/// The console, then the server around it.
fn make(workspace: &Workspace, profile: Profile) -> anyhow::Result<()> {
    let progress = Progress::new(2 + frontend::steps(profile));
    progress.step("wasm target", install::rust::wasm_target)?;
    frontend::build(workspace, &progress, profile)?;
    progress.step("server", |step| {
        workspace.cargo(step, profile.server_arguments())?;
        Ok(Done::Worked)
    })
}
