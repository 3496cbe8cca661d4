//! What comes from npm: packages by the lock file, and Node programs inside them.

use std::path::Path;

use crate::process;
use crate::progress::{Done, Step};
use crate::stamp;
use crate::workspace::Workspace;

/// Installs exactly what the folder's lock file says, unless that is what is there.
pub(crate) fn install(workspace: &Workspace, step: &Step, folder: &Path) -> anyhow::Result<Done> {
    let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let inputs = [folder.join("package.json"), folder.join("package-lock.json")];
    // Two checkouts may share a target directory: the folder is part of what was installed.
    let settings = folder.display().to_string();
    let modules = folder.join("node_modules");
    stamp::unless_unchanged(workspace, &format!("npm-{name}"), &settings, &inputs, &modules, || {
        let mut command = process::program("npm");
        command.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
        process::run(step, &mut command).map(drop)
    })
}

/// Runs a script with Node in a folder; returns what it printed.
pub(crate) fn node(step: &Step, folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let mut command = process::program("node");
    command.args(arguments).current_dir(folder);
    process::run(step, &mut command)
}
