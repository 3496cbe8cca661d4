//! How pods fail: each file is one way, found from the pod's own fields, and the list names them all.
//!
//! Sentences, reasons and exit codes are those that a real Kubernetes 1.36 with containerd 2 gave for such pods.

mod claim_missing;
mod claim_unbound;
mod command_fails;
mod command_not_found;
mod config_map_missing;
mod daemon_loopback_probe;
mod daemon_other_socket;
mod daemon_out_of_memory;
mod daemon_unprivileged;
mod daemon_volume_full;
mod host_path;
mod image_name;
mod image_never;
mod image_private;
mod image_unknown;
mod node_closed;
mod node_selector;
mod out_of_memory;
mod probe_fails;
mod root_user;
mod secret_missing;
mod secret_volume_missing;
mod too_big;
mod volume_full;

use std::time::Duration;

use serde_json::Value;

use crate::{cluster::Cluster, object};

/// What a fault looks at.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) pod: &'a Value,
    /// Null where the pod as a whole is looked at.
    pub(crate) container: &'a Value,
    /// The field of the probe that is looked at, such as `startupProbe`.
    pub(crate) probe: &'a str,
}

impl<'a> Scene<'a> {
    /// A text of the container.
    pub(crate) fn text(&self, pointer: &str) -> &'a str {
        object::text(self.container, pointer)
    }

    /// The namespace of the pod.
    pub(crate) fn namespace(&self) -> &'a str {
        object::namespace(self.pod)
    }
}

/// When in a pod's life a fault can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The pod is to be given to the node.
    Schedule,
    /// Its volumes are to be mounted.
    Mount,
    /// A container's image is to be had.
    Pull,
    /// A container is to be created.
    Create,
    /// A container is to be started.
    Start,
    /// A container runs.
    Run,
    /// A container is probed.
    Probe,
    /// The pod's containers run and write to its volumes.
    Write,
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The scheduler's sentence.
    Unschedulable(String),
    /// The sentence of a `FailedMount` event.
    MountFails(String),
    /// The image cannot be had.
    PullFails(PullFailure),
    /// The sentence of a `CreateContainerConfigError`.
    ConfigError(String),
    /// The sentence of a `RunContainerError`.
    StartError(String),
    /// The container ends.
    Exits(Exit),
    /// The probe fails with this output.
    ProbeFails(String),
    /// A volume grows beyond its limit.
    VolumeFills {
        /// After the start of the containers, on a real node.
        after: Duration,
        /// The sentence of the eviction.
        message: String,
    },
}

/// Why an image cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PullFailure {
    /// Its name cannot be read.
    InvalidName(String),
    /// It is not on the node and must not be pulled.
    Never(String),
    /// The registry does not give it.
    Registry(String),
}

/// How a container ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exit {
    /// After its start, on a real node.
    pub(crate) after: Duration,
    pub(crate) code: i64,
    pub(crate) reason: &'static str,
    /// The last lines of its log.
    pub(crate) lines: Vec<String>,
    /// What the pod's other containers write when it ends.
    pub(crate) others: Option<String>,
    /// The sentence of an `Unhealthy` event when a startup probe meets the end.
    pub(crate) probe: Option<&'static str>,
    /// Whether the kubelet ended it; it then sees to the next run at once.
    pub(crate) killed: bool,
}

impl Exit {
    /// An exit with a code, and nothing more to say.
    pub(crate) fn with_code(after: Duration, code: i64) -> Self {
        let reason = if code == 0 { "Completed" } else { "Error" };
        Self { after, code, reason, lines: Vec::new(), others: None, probe: None, killed: false }
    }
}

/// A way to fail.
pub(crate) struct Fault {
    pub(crate) stage: Stage,
    pub(crate) find: fn(&Scene<'_>) -> Option<Effect>,
}

/// Every way to fail. Of those of one stage the first that applies strikes.
const FAULTS: &[Fault] = &[
    claim_missing::FAULT,
    claim_unbound::FAULT,
    node_closed::FAULT,
    node_selector::FAULT,
    too_big::FAULT,
    host_path::FAULT,
    secret_volume_missing::FAULT,
    image_name::FAULT,
    image_never::FAULT,
    image_private::FAULT,
    image_unknown::FAULT,
    secret_missing::FAULT,
    config_map_missing::FAULT,
    root_user::FAULT,
    command_not_found::FAULT,
    daemon_unprivileged::FAULT,
    daemon_out_of_memory::FAULT,
    out_of_memory::FAULT,
    command_fails::FAULT,
    daemon_loopback_probe::FAULT,
    daemon_other_socket::FAULT,
    probe_fails::FAULT,
    daemon_volume_full::FAULT,
    volume_full::FAULT,
];

/// The fault that strikes a scene at a stage.
pub(crate) fn find(stage: Stage, scene: &Scene<'_>) -> Option<Effect> {
    FAULTS.iter().filter(|fault| fault.stage == stage).find_map(|fault| (fault.find)(scene))
}
