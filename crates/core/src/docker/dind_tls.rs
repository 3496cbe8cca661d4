//! A daemon beside the agent over TLS on 2376: what the official image does by itself.
//!
//! The entrypoint makes a CA, server and client certificates below `/certs`. Only `/certs/client` is shared, in a
//! volume of its own, so the CA key never leaves the daemon's container (docker-library/docker `dockerd-entrypoint.sh`).

use super::daemon::{self, Parts};
use super::probe::Endpoint;
use super::{Access, Context, empty_dir, mount, read_only};
use crate::plan::{Report, literal};

pub(super) const PORT: u16 = 2376;
const CLIENT_CERTIFICATES: &str = "/certs/client";

pub(super) fn access(context: &Context<'_>, report: &mut Report) -> Access {
    let parts = Parts {
        // Arguments that begin with `-` are appended to the entrypoint's own hosts and certificates.
        args: Vec::new(),
        mounts: vec![mount("docker-client-certs", CLIENT_CERTIFICATES)],
        volumes: vec![empty_dir("docker-client-certs")],
        endpoint: Endpoint { port: Some(PORT), loopback: false, socket: "/var/run/docker.sock".to_owned() },
        ..Parts::default()
    };
    let mut access = daemon::access(context, parts, report);
    access.agent_env = vec![
        literal("DOCKER_HOST", format!("tcp://localhost:{PORT}")),
        literal("DOCKER_TLS_VERIFY", "1"),
        literal("DOCKER_CERT_PATH", CLIENT_CERTIFICATES),
    ];
    access.agent_mounts.push(read_only("docker-client-certs", CLIENT_CERTIFICATES));
    access
}
