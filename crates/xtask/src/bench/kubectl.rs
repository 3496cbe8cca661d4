//! The peer of the command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::process;

/// A kubectl and what it says its version is.
pub(super) struct Kubectl {
    pub(super) program: PathBuf,
    pub(super) version: String,
}

impl Kubectl {
    /// The program, with no kubeconfig of this user.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("KUBECONFIG", "/dev/null");
        command
    }
}

/// What `$KUBECTL` says, else the one on the path.
///
/// # Errors
/// One sentence saying what to install, when there is none.
pub(super) fn find() -> anyhow::Result<Kubectl> {
    const SENTENCE: &str =
        "Install kubectl, or set KUBECTL to its program, so that there is something to compare with.";
    let program = match std::env::var_os("KUBECTL") {
        Some(set) => PathBuf::from(set),
        None => on_path().context(SENTENCE)?,
    };
    let program = undispatched(&program);
    let version = process::output(Command::new(&program).args(["version", "--client"])).context(SENTENCE)?;
    let version = version.lines().next().unwrap_or_default().trim_start_matches("Client Version: ");
    Ok(Kubectl { version: version.to_owned(), program })
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("kubectl")).find(|program| program.is_file())
}

/// Google's package puts a program in front that chooses one of several versions and starts it: twice the time of
/// one. The newest of those behind it is the fairer peer.
fn undispatched(program: &Path) -> PathBuf {
    let real = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    let minor =
        |path: &Path| -> Option<u32> { path.file_name()?.to_str()?.strip_prefix("kubectl.1.")?.parse().ok() };
    let beside = real.parent().and_then(|folder| folder.read_dir().ok()).into_iter().flatten();
    let versions = beside.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    versions.filter(|path| minor(path).is_some()).max_by_key(|path| minor(path)).unwrap_or(real)
}
