//! Settings that are right one by one and do not fit together.

use crate::config::{Config, DockerMode, ProbeKind, ProfileKind};
use crate::docker::port;
use crate::field;
use crate::finding::Finding;
use crate::plan::{Report, resources_of};
use crate::profile::{self, Contract};

/// What making a CA's, a server's and a client's key takes, in seconds of a whole processor (measured).
const KEYS_CPU_SECONDS: u64 = 8;

pub(super) fn check(config: &Config, report: &mut Report) {
    // Only for what the agent is; that something in it is wrong was said already.
    let contract = profile::contract(&config.instance.profile, "", &mut Report::default());
    let found = [
        operating_system(config),
        daemon_directory(config, &config.instance.workspace, "workspace", "instance.workspace"),
        daemon_directory(config, &contract.home, "home", "instance.profile.generic.home"),
        group(config, &contract),
        siblings(config),
        ports(config, &contract),
        slow_keys(config),
    ];
    found.into_iter().flatten().for_each(|finding| report.push(finding));
}

fn operating_system(config: &Config) -> Option<Finding> {
    const KEY: &str = "kubernetes.io/os";
    let wanted = config.instance.node_selector.get(KEY)?;
    let os = config.image.os.as_str();
    (wanted != os).then(|| {
        let message = format!("The image runs on {os} nodes, so no node with {KEY}={wanted} can run it.");
        Finding::error("node-selector-os", format!("instance.nodeSelector[{KEY}]"), message)
    })
}

/// What the daemon has there would be hidden in its own container.
fn daemon_directory(config: &Config, directory: &str, code: &str, path: &str) -> Option<Finding> {
    let mode = config.image.docker.mode;
    let owner = if mode.has_daemon() && field::lies_in(directory, "/var/lib/docker") {
        "the Docker daemon keeps its data there"
    } else if mode == DockerMode::DindTls && field::lies_in(directory, "/certs") {
        "the certificates of the Docker daemon are there"
    } else {
        return None;
    };
    let message =
        format!("No volume can be at {directory}: {owner}. Name a directory of its own, like /work.");
    Some(Finding::error(code, path, message))
}

/// A new volume belongs to root; `fsGroup` opens it to the agent's group, and so does `--group` the daemon's socket.
fn group(config: &Config, contract: &Contract) -> Option<Finding> {
    let user = contract.uid.filter(|uid| *uid != 0 && contract.gid.is_none())?;
    // A rootless daemon gives the pod its own group.
    let concerned = config.instance.profile.kind == ProfileKind::Generic
        && config.image.docker.mode != DockerMode::DindRootless;
    let path = "instance.profile.generic.gid";
    concerned.then(|| {
        let is_socket = config.image.docker.mode == DockerMode::DindSocket;
        let socket = if is_socket { "; nor may it use the daemon's socket" } else { "" };
        let message = format!(
            "Without a group the agent's volume belongs to root, and user {user} cannot write to it{socket}."
        );
        Finding::warning("agent-group", path, message).fixed_by(&format!("Use group {user}"), path, user)
    })
}

/// The node's daemon resolves the paths of bind mounts on the node, where an emptyDir is elsewhere.
fn siblings(config: &Config) -> Option<Finding> {
    let workspace = field::plain(&config.instance.workspace);
    let directory = &config.image.docker.host_socket.data_directory;
    if config.image.docker.mode != DockerMode::HostSocket || !config.instance.workspace.starts_with('/') {
        return None;
    }
    (!field::lies_in(&workspace, directory)).then(|| {
        let message = "Containers started by the node's Docker do not see this directory: it is the pod's alone. Make it \
                       the data directory, which is the same on the node.";
        let path = "image.docker.hostSocket.dataDirectory";
        Finding::warning("workspace-siblings", "instance.workspace", message).fixed_by(
            &format!("Make {workspace} the data directory"),
            path,
            workspace.as_str(),
        )
    })
}

/// All containers of a pod have one network.
fn ports(config: &Config, contract: &Contract) -> Option<Finding> {
    let docker = &config.image.docker;
    let port = port(docker)?;
    let chosen = docker.mode == DockerMode::DindPort;
    let path = if chosen { "image.docker.port" } else { "instance.profile.gtm.port" };
    contract.ports.iter().any(|(_, taken)| *taken == port).then(|| {
        let message = format!(
            "The agent and the Docker daemon would both listen on {port}, in one pod: choose another port, e.g. 8989."
        );
        Finding::error("daemon-port", path, message)
    })
}

/// A daemon that is stopped before its keys are made begins again: the keys are in no volume.
fn slow_keys(config: &Config) -> Option<Finding> {
    let daemon = &config.image.docker.daemon;
    let probe = &daemon.startup_probe;
    if config.image.docker.mode != DockerMode::DindTls || probe.kind == ProbeKind::None {
        return None;
    }
    let limit = resources_of(&config.instance.size, true)?.daemon?.limits;
    let seconds = (KEYS_CPU_SECONDS * 1000).div_ceil(limit.millicpu.max(1));
    let period = u64::from(probe.period_seconds.max(1));
    let patience = u64::from(probe.initial_delay_seconds) + period * u64::from(probe.failure_threshold);
    (seconds >= patience).then(|| {
        let message = format!(
            "Making its TLS keys takes the Docker daemon {KEYS_CPU_SECONDS} s of a whole CPU, {seconds} s with {}; its \
             startup probe gives up after {patience} s, so it never starts. Give it more CPU or more time.",
            limit.cpu()
        );
        let path = "image.docker.daemon.startupProbe.failureThreshold";
        let tries = (2 * seconds).div_ceil(period);
        let label = format!("Give it {} s", tries * period);
        Finding::warning("daemon-slow", "instance.size.agentShare", message).fixed_by(&label, path, tries)
    })
}
