//! Debian packages, which root can install.

use std::path::Path;

use crate::process;
use crate::progress::Step;

/// Whether this user, on this machine, can install packages.
pub(crate) fn can_install() -> bool {
    Path::new("/etc/debian_version").exists() && is_root()
}

/// Whether this is the administrator.
pub(crate) fn is_root() -> bool {
    process::output(process::program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs packages, after asking the archive what it has now.
pub(crate) fn install(step: &Step, packages: &[&str]) -> anyhow::Result<()> {
    apt(step, &["update"])?;
    apt(step, &[["install", "--yes", "--no-install-recommends"].as_slice(), packages].concat())
}

fn apt(step: &Step, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = process::program("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(step, &mut command).map(drop)
}
