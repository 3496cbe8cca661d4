//! What to know of each Docker access mode before choosing it.

use slipway_core::config::DockerMode;

/// One mode on its card.
pub(crate) struct Facts {
    /// Its name.
    pub(crate) title: &'static str,
    /// Its name in one or two words.
    pub(crate) short: &'static str,
    /// How it works.
    pub(super) sentence: &'static str,
    /// What it asks for: the strongest right first.
    pub(super) demands: &'static [&'static str],
    /// What else is good to know.
    pub(super) facts: &'static [&'static str],
}

/// The facts of a mode. Start times were measured on Kubernetes 1.36 with Docker 29.
pub(crate) fn facts(mode: DockerMode) -> Facts {
    match mode {
        DockerMode::None => Facts {
            title: "No Docker",
            short: "no Docker",
            sentence: "A standalone agent, for builds that need no containers.",
            demands: &[],
            facts: &["unprivileged", "pod security: baseline"],
        },
        DockerMode::DindTls => Facts {
            title: "Sidecar, TLS",
            short: "TLS",
            sentence: "A daemon of its own beside the agent. Certificates are made at every start; the agent gets only the client's.",
            demands: &["privileged"],
            facts: &["port 2376", "starts in 5 s"],
        },
        DockerMode::DindTcp => Facts {
            title: "Sidecar, TCP",
            short: "TCP",
            sentence: "A daemon of its own beside the agent, on the pod's loopback, without certificates.",
            demands: &["privileged"],
            facts: &["port 2375", "starts in 2 s"],
        },
        DockerMode::DindPort => Facts {
            title: "Sidecar, own port",
            short: "custom port",
            sentence: "As over TCP, on a port of your choice, for agents that expect another one.",
            demands: &["privileged"],
            facts: &["any port", "starts in 2 s"],
        },
        DockerMode::DindSocket => Facts {
            title: "Sidecar, Unix socket",
            short: "Unix socket",
            sentence: "Agent and daemon share a directory with docker.sock; no port is open.",
            demands: &["privileged"],
            facts: &["no port", "starts in 1 s"],
        },
        DockerMode::DindRootless => Facts {
            title: "Sidecar, rootless",
            short: "rootless",
            sentence: "The daemon runs as user 1000. Kubernetes still has to start it privileged.",
            demands: &["privileged"],
            facts: &["user 1000", "needs /dev/net/tun"],
        },
        DockerMode::HostSocket => Facts {
            title: "The node's Docker",
            short: "host socket",
            sentence: "The agent uses the node's own socket: its containers are siblings, unseen by Kubernetes.",
            demands: &["root on the node"],
            facts: &["nodes with Docker", "nothing to start"],
        },
    }
}
