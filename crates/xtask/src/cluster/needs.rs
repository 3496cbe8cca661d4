//! What the machine must have, and one sentence for each thing it has not.

use std::path::Path;

use anyhow::bail;

use crate::install::debian;
use crate::process;
use crate::progress::{Done, Step};

/// Programs and files, and the Debian package that brings each.
const PACKAGES: [(&str, &str); 8] = [
    ("/usr/bin/mmdebstrap", "mmdebstrap"),
    ("/usr/bin/gcc", "gcc"),
    ("/usr/bin/pkg-config", "pkg-config"),
    ("/usr/lib/x86_64-linux-gnu/libc.a", "libc6-dev"),
    ("/usr/include/seccomp.h", "libseccomp-dev"),
    ("/usr/bin/unshare", "util-linux"),
    ("/usr/sbin/ip", "iproute2"),
    ("/usr/bin/tar", "tar"),
];

/// The oldest Go that the modules compile with.
const OLDEST_GO: (u32, u32) = (1, 26);

/// What is missing here and cannot be installed by this program: one sentence each, none when the cluster can run.
pub(super) fn check() -> Vec<String> {
    let mut missing = Vec::new();
    if !cfg!(target_arch = "x86_64") {
        missing.push("The test cluster is built for x86-64 only.".to_owned());
    }
    if !debian::is_root() {
        missing
            .push("Run it as root: the test cluster makes namespaces, mounts and network links.".to_owned());
    } else if !may_make_namespaces() {
        missing.push(
            "Give root its privileges: in this container it may make no namespaces or mounts.".to_owned(),
        );
    }
    missing.extend(go());
    let packages = absent_packages();
    if !packages.is_empty() && !debian::can_install() {
        missing.push(format!("Install these Debian packages, as root: {}.", packages.join(" ")));
    }
    missing
}

/// Refuses with every missing thing in a sentence of its own; installs the Debian packages.
pub(super) fn ensure(step: &Step) -> anyhow::Result<Done> {
    let missing = check();
    if !missing.is_empty() {
        bail!("{}", missing.join("\n"));
    }
    let packages = absent_packages();
    if packages.is_empty() {
        return Ok(Done::Unchanged);
    }
    debian::install(step, &packages)?;
    Ok(Done::Worked)
}

/// Root in a container often may not. Not known before util-linux is there.
fn may_make_namespaces() -> bool {
    let trial =
        ["--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "mount", "-t", "tmpfs", "none", "/tmp"];
    !Path::new("/usr/bin/unshare").exists()
        || process::output(process::program("unshare").args(trial)).is_ok()
}

fn absent_packages() -> Vec<&'static str> {
    PACKAGES.iter().filter(|(file, _)| !Path::new(file).exists()).map(|(_, package)| *package).collect()
}

fn go() -> Option<String> {
    let (major, minor) = OLDEST_GO;
    let sentence = format!("Install Go {major}.{minor} or newer, so that `go version` answers.");
    match process::output(process::program("go").args(["env", "GOVERSION"])) {
        Ok(version) if new_enough(&version) => None,
        Ok(version) => Some(format!("{sentence} This one is {}.", version.trim())),
        Err(_) => Some(sentence),
    }
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches("go").split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST_GO,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn the_version_of_go_is_compared_as_numbers() {
        let cases = [
            ("go1.26.8\n", true),
            ("go1.26.0", true),
            ("go2.0.0", true),
            ("go1.9.7", false),
            ("go1.25.9", false),
            ("devel", false),
        ];
        for (text, expected) in cases {
            assert_eq!(new_enough(text), expected, "{text}");
        }
    }
}
