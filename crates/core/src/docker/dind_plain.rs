//! A daemon beside the agent over plain TCP, on 2375 or a port of choice.
//!
//! `--tls=false` spares the 15 s dockerd sleeps before it serves an unprotected address (moby `loadListeners`).
//! Bound to loopback, only the pod's own containers reach it; 0.0.0.0 gives root on the daemon to the whole cluster.

use super::daemon::{self, Parts};
use super::probe::Endpoint;
use super::{Access, Context};
use crate::config::{Bind, DockerMode, Entrypoint};
use crate::finding::Finding;
use crate::plan::{Report, literal};

pub(super) const STANDARD_PORT: u16 = 2375;
const SOCKET: &str = "unix:///var/run/docker.sock";

pub(super) fn access(context: &Context<'_>, port: u16, report: &mut Report) -> Access {
    check(context, port, report);
    let replaces =
        context.docker.mode == DockerMode::DindPort && context.docker.entrypoint == Entrypoint::Replace;
    let loopback = context.docker.bind == Bind::Loopback;
    let (command, args) = start(context, port, replaces);
    let parts = Parts {
        command,
        args,
        env: vec![literal("DOCKER_TLS_CERTDIR", "")],
        endpoint: Endpoint { port: Some(port), loopback, socket: "/var/run/docker.sock".to_owned() },
        ..Parts::default()
    };
    let mut access = daemon::access(context, parts, report);
    access.agent_env = vec![literal("DOCKER_HOST", format!("tcp://localhost:{port}"))];
    access
}

fn start(context: &Context<'_>, port: u16, replaces: bool) -> (Vec<String>, Vec<String>) {
    let address = match context.docker.bind {
        Bind::Loopback => "127.0.0.1",
        Bind::All => "0.0.0.0",
    };
    // On 0.0.0.0:2375 the entrypoint's own hosts are exactly these; naming one again would be a second bind.
    if context.docker.bind == Bind::All && port == STANDARD_PORT && !replaces {
        return (Vec::new(), vec!["--tls=false".to_owned()]);
    }
    let hosts =
        [format!("--host={SOCKET}"), format!("--host=tcp://{address}:{port}"), "--tls=false".to_owned()];
    let dockerd = vec!["dockerd".to_owned()];
    if replaces {
        (dockerd, hosts.to_vec())
    } else {
        (Vec::new(), dockerd.into_iter().chain(hosts).collect())
    }
}

fn check(context: &Context<'_>, port: u16, report: &mut Report) {
    let docker = context.docker;
    if docker.bind == Bind::All {
        let message = format!(
            "On 0.0.0.0 every pod of the cluster can use this Docker daemon without a password, as root. Listen on \
             127.0.0.1: the agent reaches it there too. (Docker itself will refuse tcp://0.0.0.0:{port} without TLS \
             in a coming version.)"
        );
        report.push(Finding::warning("daemon-exposed", "image.docker.bind", message).fixed_by(
            "Listen on 127.0.0.1",
            "image.docker.bind",
            "loopback",
        ));
    }
    if docker.mode == DockerMode::DindPort && docker.entrypoint == Entrypoint::Replace {
        let message = "Replacing the entrypoint loses what it prepares: nested cgroups, the choice of iptables and the \
                       removal of a stale process id file. Arguments alone give the same daemon.";
        report.push(Finding::warning("daemon-entrypoint", "image.docker.entrypoint", message).fixed_by(
            "Keep the entrypoint",
            "image.docker.entrypoint",
            "keep",
        ));
    }
    if port == 0 {
        report.error("daemon-port", "image.docker.port", "A port is between 1 and 65535, e.g. 8989.");
    } else if port == 2376 {
        let message =
            "2376 is Docker's port for TLS; clients may expect it here. Choose another for plain TCP.";
        report.warning("daemon-port-tls", "image.docker.port", message);
    }
}
