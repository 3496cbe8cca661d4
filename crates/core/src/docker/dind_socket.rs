//! A daemon beside the agent over a Unix socket in a directory both containers share.

use super::daemon::{self, Parts};
use super::probe::Endpoint;
use super::{Access, Context, empty_dir, mount};
use crate::field;
use crate::plan::{Report, literal};

const FIELD: &str = "image.docker.socketDirectory";

pub(super) fn access(context: &Context<'_>, report: &mut Report) -> Access {
    let directory = &field::plain(&context.docker.socket_directory);
    check(directory, context, report);
    let socket = format!("{directory}/docker.sock");
    let host = format!("unix://{socket}");
    // The socket then belongs to the group the agent runs in; root needs none.
    let group = context.contract.gid.filter(|gid| *gid != 0).map(|gid| format!("--group={gid}"));
    let parts = Parts {
        args: ["dockerd".to_owned(), format!("--host={host}")].into_iter().chain(group).collect(),
        // The probe's docker command runs in this container and looks where this says.
        env: vec![literal("DOCKER_HOST", host.clone())],
        mounts: vec![mount("docker-socket", directory)],
        volumes: vec![empty_dir("docker-socket")],
        endpoint: Endpoint { port: None, loopback: false, socket },
        ..Parts::default()
    };
    let mut access = daemon::access(context, parts, report);
    access.agent_env = vec![literal("DOCKER_HOST", host)];
    access.agent_mounts.push(mount("docker-socket", directory));
    access
}

fn check(directory: &str, context: &Context<'_>, report: &mut Report) {
    if !report.check("socket-directory", FIELD, field::mount_path(&context.docker.socket_directory)) {
        return;
    }
    if directory == context.contract.home || Some(directory) == context.workspace {
        report.error(
            "socket-directory",
            FIELD,
            "Another volume is mounted here: name a directory for the socket alone, e.g. /dind-only.",
        );
    }
}
