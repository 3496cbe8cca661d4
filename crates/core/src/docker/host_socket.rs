//! The node's own daemon through its socket: containers the builds start are siblings of the agent.
//!
//! `type: Socket` makes a pod on a node without the socket (every containerd or CRI-O node since Kubernetes 1.24)
//! fail early and clearly. Whoever can use the socket is root on the node.
//!
//! The data directory is made by the kubelet where it is missing, as root and closed to others; `fsGroup` does not
//! apply to a hostPath. An init container gives it to the agent's user.

use k8s_openapi::api::core::v1::VolumeMount;
use serde_json::{Value, json};

use super::{Access, Context, Ownership, mount, read_only};
use crate::config::HostSocket;
use crate::field;
use crate::plan::{Report, literal};
use crate::profile::Contract;

/// Where docker commands look by themselves.
const AGENT_SOCKET: &str = "/var/run/docker.sock";

pub(super) fn access(context: &Context<'_>, report: &mut Report) -> Access {
    let settings = &context.docker.host_socket;
    check(settings, report);
    check_group(settings, context.contract.uid, report);
    Access {
        agent_env: vec![literal("DOCKER_HOST", format!("unix://{AGENT_SOCKET}"))],
        agent_mounts: mounts(settings),
        volumes: volumes(settings),
        supplemental_groups: settings.group.into_iter().collect(),
        ownership: ownership(settings, context.contract),
        ..Access::default()
    }
}

fn check(settings: &HostSocket, report: &mut Report) {
    let HostSocket { path, group, docker_binary, libraries, data_directory } = settings;
    let field = |field: &str| format!("image.docker.hostSocket.{field}");
    let message = "Whoever can use the node's Docker socket is root on the node, and Kubernetes neither limits nor \
                   cleans up the containers started through it.";
    report.warning("host-socket-root", "image.docker.mode", message);
    report.check("host-path", &field("path"), field::host_path(path));
    report.check("id", &field("group"), group.map_or(Ok(()), field::user_id));
    if !docker_binary.is_empty() {
        report.check("host-path", &field("dockerBinary"), field::host_path(docker_binary));
    }
    if !data_directory.is_empty() {
        report.check("host-path", &field("dataDirectory"), field::mount_path(data_directory));
    }
    for (index, library) in libraries.iter().enumerate() {
        report.check("host-path", &format!("{}[{index}]", field("libraries")), field::host_path(library));
    }
    if docker_binary.is_empty() && !libraries.is_empty() {
        let message = "Libraries are only needed with the node's docker binary: name it, or leave them out.";
        report.warning("host-libraries", field("libraries"), message);
    }
}

/// The socket is open to root and to one group, whose id is the node's affair.
fn check_group(settings: &HostSocket, agent: Option<i64>, report: &mut Report) {
    let Some(user) = agent.filter(|user| *user != 0 && settings.group.is_none()) else { return };
    let message = format!(
        "The agent runs as user {user}, and the node's socket is open to root and one group alone. Enter that group's \
         id, which `stat -c %g {}` says on the node; without it docker commands fail with \"permission denied\".",
        settings.path
    );
    report.warning("host-socket-group", "image.docker.hostSocket.group", message);
}

/// For an agent that is not root: the data directory, and inside the home also the directories on the way to it.
fn ownership(settings: &HostSocket, contract: &Contract) -> Option<Ownership> {
    let user = contract.uid.filter(|user| *user != 0)?;
    let directory = settings.data_directory.trim_end_matches('/');
    if directory.is_empty() {
        return None;
    }
    let inside = directory.strip_prefix(contract.home.as_str()).filter(|rest| rest.starts_with('/'));
    let on_the_way = inside.into_iter().flat_map(|rest| rest.match_indices('/').skip(1)).map(|(at, _)| at);
    let directories = on_the_way
        .filter_map(|at| directory.get(..contract.home.len() + at))
        .chain([directory])
        .map(str::to_owned)
        .collect();
    let home = inside.map(|_| mount("home", &contract.home));
    Some(Ownership {
        owner: contract.gid.map_or_else(|| user.to_string(), |group| format!("{user}:{group}")),
        directories,
        mounts: home.into_iter().chain([mount("docker-siblings", &settings.data_directory)]).collect(),
    })
}

fn mounts(settings: &HostSocket) -> Vec<VolumeMount> {
    let mut mounts = vec![mount("docker-socket", AGENT_SOCKET)];
    if !settings.docker_binary.is_empty() {
        mounts.push(read_only("docker-binary", &settings.docker_binary));
    }
    for (index, library) in settings.libraries.iter().enumerate() {
        mounts.push(read_only(&format!("docker-library-{index}"), library));
    }
    if !settings.data_directory.is_empty() {
        mounts.push(mount("docker-siblings", &settings.data_directory));
    }
    mounts
}

fn volumes(settings: &HostSocket) -> Vec<Value> {
    let mut volumes = vec![host_path("docker-socket", &settings.path, "Socket")];
    if !settings.docker_binary.is_empty() {
        volumes.push(host_path("docker-binary", &settings.docker_binary, "File"));
    }
    for (index, library) in settings.libraries.iter().enumerate() {
        volumes.push(host_path(&format!("docker-library-{index}"), library, "File"));
    }
    if !settings.data_directory.is_empty() {
        volumes.push(host_path("docker-siblings", &settings.data_directory, "DirectoryOrCreate"));
    }
    volumes
}

fn host_path(name: &str, path: &str, kind: &str) -> Value {
    json!({ "name": name, "hostPath": { "path": path, "type": kind } })
}
