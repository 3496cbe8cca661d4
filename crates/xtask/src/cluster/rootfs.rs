//! Root file systems from Debian packages: the node's own, and the one below the images with a daemon.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::build::Making;
use crate::process;
use crate::progress::Step;

/// The release whose packages everything was tried with.
const RELEASE: &str = "bookworm";

/// The node's root, extracted: clusters mount it as the lower half of an overlay.
pub(super) fn node(making: &Making<'_>, step: &Step, folder: &Path) -> anyhow::Result<()> {
    let archive = folder.join("root.tar");
    bootstrap(making, step, "node.txt", &archive)?;
    let root = folder.join("root");
    fs::create_dir(&root).with_context(|| format!("cannot make {}", root.display()))?;
    let mut tar = process::program("tar");
    process::run(step, tar.args(["--numeric-owner", "-xf"]).arg(&archive).arg("-C").arg(&root))?;
    fs::remove_file(&archive).with_context(|| format!("cannot remove {}", archive.display()))
}

/// The lowest layer of the images with a daemon, as one archive.
pub(super) fn dind(making: &Making<'_>, step: &Step, folder: &Path) -> anyhow::Result<()> {
    bootstrap(making, step, "dind.txt", &folder.join("layer.tar"))
}

fn bootstrap(making: &Making<'_>, step: &Step, list: &str, out: &Path) -> anyhow::Result<()> {
    let list = making.context.source("roots").join(list);
    let text = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut command = Command::new("mmdebstrap");
    command.args(["--variant=essential", &format!("--include={}", packages(&text).join(","))]);
    for left_out in ["doc", "man", "locale", "info"] {
        command.arg(format!("--dpkgopt=path-exclude=/usr/share/{left_out}/*"));
    }
    process::run(step, command.arg(RELEASE).arg(out)).map(drop)
}

/// One package on each line; what follows a `#` is why.
fn packages(list: &str) -> Vec<&str> {
    let names = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::packages;

    #[test]
    fn a_list_of_packages_has_one_on_each_line_with_its_reason() {
        assert_eq!(packages("# all\n\niptables # kube-proxy\n  tini\n"), ["iptables", "tini"]);
    }
}
