//! A host path is not what its type says. The node has its usual directories, and a Docker socket if so configured.

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::object;

pub(super) const FAULT: Fault = Fault { stage: Stage::Mount, find };

const DOCKER_SOCKETS: &[&str] = &["/var/run/docker.sock", "/run/docker.sock"];
/// What every node has, and what is below it.
const DIRECTORIES: &[&str] = &[
    "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/mnt", "/opt", "/proc", "/root", "/run", "/srv",
    "/sys", "/tmp", "/usr", "/var",
];
const FILES: &[&str] = &[
    "/usr/bin/docker",
    "/usr/lib/libdevmapper.so.1.02",
    "/etc/hosts",
    "/etc/passwd",
    "/etc/machine-id",
    "/etc/localtime",
];
const DEVICES: &[&str] = &["/dev/fuse", "/dev/kvm", "/dev/null", "/dev/net/tun"];

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let volumes = object::items(scene.pod, "/spec/volumes").iter().filter(|it| it.get("hostPath").is_some());
    volumes.filter_map(|volume| wrong(scene, volume)).next()
}

fn wrong(scene: &Scene<'_>, volume: &Value) -> Option<Effect> {
    let path = object::text(volume, "/hostPath/path").trim_end_matches('/');
    let docker = scene.cluster.options.node_docker_socket && DOCKER_SOCKETS.contains(&path);
    let (fits, what) = match object::text(volume, "/hostPath/type") {
        "Socket" => (docker, "socket file"),
        "Directory" => (DIRECTORIES.contains(&path) || is_plain_directory(path), "directory"),
        "File" => (FILES.contains(&path), "file"),
        "CharDevice" => (DEVICES.contains(&path), "character device"),
        "BlockDevice" => (false, "block device"),
        _ => return None,
    };
    let name = object::text(volume, "/name");
    (!fits).then(|| {
        Effect::MountFails(format!(
            "MountVolume.SetUp failed for volume \"{name}\" : hostPath type check failed: {path} is not a {what}"
        ))
    })
}

/// Data directories that administrators make are taken as made, unless their name says otherwise.
fn is_plain_directory(path: &str) -> bool {
    !path.ends_with(".sock") && !path.contains("nope") && !path.contains("does-not-exist")
}
