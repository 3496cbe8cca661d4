//! Stand-ins for `docker:*-dind` and `docker:*-dind-rootless`: Debian packages, the daemon and what it starts, and an
//! entrypoint with the contract of the official one.

use std::path::Path;

use serde_json::json;

use super::archive::{Blob, Image, write};
use super::layer::{Layer, Owner, ROOT};
use super::names;
use crate::cluster::build::Making;
use crate::process;
use crate::progress::Step;

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const USER: Owner = Owner(1000, 1000);

/// Programs of the image, and the items they come from.
const PROGRAMS: [(&str, &str); 9] = [
    ("containerd", "containerd"),
    ("containerd", "containerd-shim-runc-v2"),
    ("containerd", "ctr"),
    ("runc", "runc"),
    ("docker", "docker"),
    ("dockerd", "dockerd"),
    ("dockerd", "docker-proxy"),
    // Moby's own wrapper, which the entrypoint calls.
    ("dockerd", "dind"),
    ("rootlesskit", "rootlesskit"),
];

/// One archive of both.
pub(in crate::cluster) fn make(making: &Making<'_>, _step: &Step, folder: &Path) -> anyhow::Result<()> {
    let debian = Blob::of(making.input("dind-root", "layer.tar")?)?;
    let daemon = daemon(making, folder, &making.input("dind-root", "layer.tar")?)?;
    let rootless = rootless(folder, &making.input("dind-root", "layer.tar")?)?;
    let images = [
        Image {
            names: &names::DIND,
            layers: vec![&debian, &daemon],
            config: json!({
                "Entrypoint": ["dockerd-entrypoint.sh"],
                "Env": [PATH, "DOCKER_TLS_CERTDIR=/certs"],
                "ExposedPorts": {"2375/tcp": {}, "2376/tcp": {}},
                "Volumes": {"/var/lib/docker": {}},
            }),
        },
        Image {
            names: &names::ROOTLESS,
            layers: vec![&debian, &daemon, &rootless],
            config: json!({
                "Entrypoint": ["dockerd-entrypoint.sh"],
                "Env": [PATH, "DOCKER_TLS_CERTDIR=/certs", "HOME=/home/rootless"],
                "ExposedPorts": {"2375/tcp": {}, "2376/tcp": {}},
                "User": "rootless",
                "Volumes": {"/home/rootless/.local/share/docker": {}},
            }),
        },
    ];
    write(&folder.join("image.tar"), &images)?;
    // The lowest layer is the other item's file and stays.
    super::archive::discard(&[daemon, rootless]);
    Ok(())
}

fn daemon(making: &Making<'_>, folder: &Path, debian: &Path) -> anyhow::Result<Blob> {
    let path = folder.join("daemon.layer");
    let mut layer = Layer::create(&path)?;
    for (item, program) in PROGRAMS {
        layer.file(&format!("usr/local/bin/{program}"), 0o755, &making.input(item, program)?)?;
    }
    for script in ["dockerd-entrypoint.sh", "docker-entrypoint.sh"] {
        let source = making.context.source("images/dind").join(script);
        layer.file(&format!("usr/local/bin/{script}"), 0o755, &source)?;
    }
    layer.link("usr/local/bin/docker-init", "/usr/bin/tini-static")?;
    // The older tables, under the usual names, for who puts this folder first in the search path.
    layer.folder("usr/local/sbin/.iptables-legacy", 0o755, ROOT)?;
    for command in
        ["iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"]
    {
        let (family, rest) = command
            .split_once('-')
            .map_or((command, String::new()), |(family, rest)| (family, format!("-{rest}")));
        layer.link(
            &format!("usr/local/sbin/.iptables-legacy/{command}"),
            &format!("/usr/sbin/{family}-legacy{rest}"),
        )?;
    }
    layer.folder("certs", 0o1777, ROOT)?;
    layer.folder("certs/client", 0o1777, ROOT)?;
    let group = format!("{}docker:x:2375:\n", read(debian, "./etc/group")?);
    layer.text("etc/group", 0o644, ROOT, group.as_bytes())?;
    layer.finish()?;
    Blob::of(path)
}

fn rootless(folder: &Path, debian: &Path) -> anyhow::Result<Blob> {
    let path = folder.join("rootless.layer");
    let mut layer = Layer::create(&path)?;
    let passwd =
        format!("{}rootless:x:1000:1000:Rootless:/home/rootless:/bin/sh\n", read(debian, "./etc/passwd")?);
    layer.text("etc/passwd", 0o644, ROOT, passwd.as_bytes())?;
    let group = format!("{}docker:x:2375:\nrootless:x:1000:\n", read(debian, "./etc/group")?);
    layer.text("etc/group", 0o644, ROOT, group.as_bytes())?;
    for file in ["etc/subuid", "etc/subgid"] {
        layer.text(file, 0o644, ROOT, b"rootless:100000:65536\n")?;
    }
    // Any user may make its runtime directory, as in the official image.
    layer.folder("run/user", 0o1777, ROOT)?;
    for home in [
        "home/rootless",
        "home/rootless/.local",
        "home/rootless/.local/share",
        "home/rootless/.local/share/docker",
    ] {
        layer.folder(home, 0o755, USER)?;
    }
    layer.finish()?;
    Blob::of(path)
}

/// A file of a tar archive.
fn read(archive: &Path, name: &str) -> anyhow::Result<String> {
    process::output(
        process::program("tar").args(["--extract", "--to-stdout", "--file"]).arg(archive).arg(name),
    )
}
