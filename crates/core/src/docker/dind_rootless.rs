//! A rootless daemon beside the agent: dockerd as uid 1000, in a container that still is privileged.
//!
//! Run on a real cluster (Kubernetes 1.36, Docker 29.9): an emptyDir at the default data root belongs to root and
//! stops the daemon, so the data root is moved; the socket's directory is shared.

use super::daemon::{self, Parts};
use super::probe::Endpoint;
use super::{Access, Context, empty_dir, mount};
use crate::plan::{Report, literal};

/// The image's user; subuid and subgid are set up for it alone.
const USER: i64 = 1000;
const RUNTIME_DIRECTORY: &str = "/run/user/1000";
const DATA_DIRECTORY: &str = "/home/rootless/data";

/// Group `docker` (2375) of the user namespace as the pod sees it: 100000 + 2375 - 1.
const SOCKET_GROUP: i64 = 102_374;

pub(super) fn access(context: &Context<'_>, report: &mut Report) -> Access {
    let message = "Rootless Docker still needs a privileged container on Kubernetes: it lessens what a breakout can \
                   do, it does not satisfy the baseline or restricted pod security level. The node's /dev/net/tun \
                   must be open to all users (mode 0666).";
    report.warning("rootless-privileged", "image.docker.mode", message);
    let socket = format!("{RUNTIME_DIRECTORY}/docker.sock");
    let host = format!("unix://{socket}");
    let parts = Parts {
        rootless: true,
        args: vec![
            "dockerd".to_owned(),
            format!("--host={host}"),
            format!("--data-root={DATA_DIRECTORY}/docker"),
        ],
        env: env(context, &host),
        mounts: vec![mount("docker-socket", RUNTIME_DIRECTORY)],
        volumes: vec![empty_dir("docker-socket")],
        endpoint: Endpoint { port: None, loopback: false, socket },
        data_directory: DATA_DIRECTORY,
        user: Some(USER),
        ..Parts::default()
    };
    let mut access = daemon::access(context, parts, report);
    access.agent_env = vec![literal("DOCKER_HOST", host)];
    access.agent_mounts.push(mount("docker-socket", RUNTIME_DIRECTORY));
    access.fs_group = Some(USER);
    let agent = context.contract.uid;
    if agent.is_some_and(|uid| uid != USER && uid != 0) {
        access.supplemental_groups.push(SOCKET_GROUP);
    }
    access
}

fn env(context: &Context<'_>, host: &str) -> Vec<k8s_openapi::api::core::v1::EnvVar> {
    let mut env = vec![literal("DOCKER_TLS_CERTDIR", ""), literal("DOCKER_HOST", host)];
    if let Some(mtu) = context.docker.daemon.mtu {
        env.push(literal("DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", mtu.to_string()));
    }
    env
}
