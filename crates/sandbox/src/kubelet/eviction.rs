//! A pod loses its place because a volume of it grew beyond its limit (`localStorageEviction` of the kubelet).
//!
//! The kubelet stops the containers, says nothing until they have ended, and then that the pod has failed. What a real
//! one says of each container depends on a race with its own cleaning up: the exit code, or that it was not found. Here
//! it is always the exit code.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{
    container::{Container, Context, Role},
    faults::{self, Effect, Scene, Stage},
    pod_run::PodRun,
};
use crate::events::{Happening, record};

/// What containers get to end in (`immediateEvictionGracePeriodSeconds`).
const GRACE: Duration = Duration::from_secs(1);

/// Where the volumes of a pod are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Volumes {
    #[default]
    Small,
    /// One will be beyond its limit, and this is what is said then.
    Filling { until: Instant, message: String },
    /// The pod is evicted.
    Full { message: String },
}

impl Volumes {
    /// When something is due.
    pub(super) fn wake(&self) -> Option<Instant> {
        match self {
            Self::Small | Self::Full { .. } => None,
            Self::Filling { until, .. } => Some(*until),
        }
    }
}

impl PodRun {
    /// Why the pod is evicted, once it is.
    pub(super) fn evicted(&self) -> Option<&str> {
        match &self.volumes {
            Volumes::Full { message } => Some(message),
            Volumes::Small | Volumes::Filling { .. } => None,
        }
    }

    /// Whether the pod is evicted and its containers still end.
    pub(super) fn is_being_evicted(&self) -> bool {
        self.evicted().is_some() && self.containers.iter().any(Container::is_running)
    }

    /// Looks no more at the volumes of a pod that is deleted or over.
    pub(super) fn ignore_volumes(&mut self) {
        if self.evicted().is_none() {
            self.volumes = Volumes::Small;
        }
    }

    /// Looks at the volumes of a pod whose containers write.
    pub(super) fn watch_volumes(&mut self, context: &Context<'_>, now: Instant) {
        if self.is_over() {
            return self.ignore_volumes();
        }
        match &self.volumes {
            Volumes::Small if self.containers.iter().any(|it| it.role == Role::Main && it.is_running()) => {
                self.fill(context, now);
            }
            Volumes::Filling { until, message } if *until <= now => {
                let message = message.clone();
                let reason = "Evicted";
                let happening =
                    Happening { source: "kubelet", field: "", warning: true, reason, message: &message };
                record(context.cluster, context.pod, &happening);
                self.volumes = Volumes::Full { message };
                self.evict(context, now);
            }
            Volumes::Small | Volumes::Filling { .. } | Volumes::Full { .. } => {}
        }
    }

    fn fill(&mut self, context: &Context<'_>, now: Instant) {
        let scene = Scene { cluster: context.cluster, pod: context.pod, container: &Value::Null, probe: "" };
        if let Some(Effect::VolumeFills { after, message }) = faults::find(Stage::Write, &scene) {
            self.volumes = Volumes::Filling { until: now + context.scale(after), message };
        }
    }

    /// Stops all containers.
    fn evict(&mut self, context: &Context<'_>, now: Instant) {
        self.containers.iter_mut().for_each(|container| container.evict(context, now, GRACE));
    }
}
