//! How the agent reaches a Docker daemon: one file per mode.
//!
//! To add a mode: its variant in `config/docker.rs`, a file here, and one line in [`access`]. Facts and sources of
//! every choice are in the mode's file.

mod daemon;
mod dind_plain;
mod dind_rootless;
mod dind_socket;
mod dind_tls;
mod host_socket;
mod none;
mod probe;

use k8s_openapi::api::core::v1::{EnvVar, Probe, VolumeMount};
use serde_json::{Value, json};

use crate::config::{Docker, DockerMode};
use crate::plan::Report;
use crate::profile::Contract;
use crate::target::Target;

/// What a mode adds to the pod.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    pub(crate) agent_env: Vec<EnvVar>,
    pub(crate) agent_mounts: Vec<VolumeMount>,
    /// Written as they are applied: the typed form would bring every kind of volume there is into the wasm.
    pub(crate) volumes: Vec<Value>,
    /// Groups the agent's user needs to use a socket.
    pub(crate) supplemental_groups: Vec<i64>,
    /// Group of the pod's volumes when the profile does not say.
    pub(crate) fs_group: Option<i64>,
    pub(crate) daemon: Option<Daemon>,
    pub(crate) ownership: Option<Ownership>,
}

/// Directories that belong to root until an init container hands them to the agent's user: those the kubelet makes on
/// the node, which `fsGroup` does not reach, and mount points the runtime makes inside a volume.
#[derive(Clone, Debug)]
pub(crate) struct Ownership {
    /// As `chown` has it: `1000:1000`.
    pub(crate) owner: String,
    pub(crate) directories: Vec<String>,
    pub(crate) mounts: Vec<VolumeMount>,
}

/// The daemon's container.
#[derive(Clone, Debug)]
pub(crate) struct Daemon {
    pub(crate) container: String,
    pub(crate) image: String,
    /// A native sidecar; else a container beside the agent's.
    pub(crate) native: bool,
    pub(crate) command: Vec<String>,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<EnvVar>,
    pub(crate) mounts: Vec<VolumeMount>,
    /// User and group, for a rootless daemon.
    pub(crate) user: Option<i64>,
    pub(crate) probe: Option<Probe>,
    pub(crate) pre_pull: Option<PrePull>,
    pub(crate) hold: Option<Hold>,
}

/// Where there are no native sidecars: how the agent's start waits for the daemon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold {
    /// Seconds between tries.
    pub(crate) period: u32,
    /// Seconds after which the agent starts without the daemon.
    pub(crate) longest: u64,
}

/// Images the daemon pulls before the agent starts.
#[derive(Clone, Debug)]
pub(crate) struct PrePull {
    pub(crate) images: Vec<String>,
    pub(crate) ignore_failures: bool,
}

/// What a mode needs to know beside its settings.
pub(crate) struct Context<'a> {
    pub(crate) docker: &'a Docker,
    pub(crate) contract: &'a Contract,
    /// A directory outside the home that both containers share.
    pub(crate) workspace: Option<&'a str>,
    pub(crate) target: &'a Target,
}

/// The image of a mode's daemon when the configuration names none; `None` for modes without a daemon.
#[must_use]
pub fn default_image(mode: DockerMode) -> Option<&'static str> {
    mode.has_daemon().then_some(daemon::pinned(mode == DockerMode::DindRootless))
}

/// The TCP port of a mode's daemon; `None` for modes that use a socket, or no daemon of their own.
pub(crate) fn port(docker: &Docker) -> Option<u16> {
    match docker.mode {
        DockerMode::DindTls => Some(dind_tls::PORT),
        DockerMode::DindTcp => Some(dind_plain::STANDARD_PORT),
        DockerMode::DindPort => Some(docker.port),
        DockerMode::None | DockerMode::HostSocket | DockerMode::DindSocket | DockerMode::DindRootless => None,
    }
}

/// Checks the chosen mode's settings and gives what it adds to the pod; an error was reported where a part is wrong.
pub(crate) fn access(
    docker: &Docker,
    contract: &Contract,
    workspace: Option<&str>,
    target: &Target,
    report: &mut Report,
) -> Access {
    let context = Context { docker, contract, workspace, target };
    match docker.mode {
        DockerMode::None => none::access(),
        DockerMode::HostSocket => host_socket::access(&context, report),
        DockerMode::DindTls => dind_tls::access(&context, report),
        DockerMode::DindTcp => dind_plain::access(&context, dind_plain::STANDARD_PORT, report),
        DockerMode::DindPort => dind_plain::access(&context, docker.port, report),
        DockerMode::DindSocket => dind_socket::access(&context, report),
        DockerMode::DindRootless => dind_rootless::access(&context, report),
    }
}

pub(crate) fn mount(volume: &str, path: &str) -> VolumeMount {
    VolumeMount { name: volume.to_owned(), mount_path: path.to_owned(), ..VolumeMount::default() }
}

fn read_only(volume: &str, path: &str) -> VolumeMount {
    VolumeMount { read_only: Some(true), ..mount(volume, path) }
}

fn empty_dir(name: &str) -> Value {
    json!({ "name": name, "emptyDir": {} })
}
