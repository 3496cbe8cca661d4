//! A new image for a container that is there: the one field of it that an update may change.
//!
//! The kubelet compares the pod with what it started (`computePodActions`). A running container whose definition
//! changed is killed and started again, whatever the restart policy and without a back-off.

use tokio::time::Instant;

use super::{Container, Context, Role, Step, run::STOP};
use crate::object;

impl Container {
    /// Takes over the image that the pod has by now.
    pub(super) fn follow(&mut self, context: &Context<'_>, now: Instant) {
        let Some(image) = self.wanted_image(context).filter(|image| image != self.image()) else { return };
        let exit = self.killed();
        match &mut self.step {
            // The kubelet is busy with the old definition, and looks again when that runs.
            Step::Pulling { .. } | Step::Creating { .. } => return,
            // A sidecar is compared once it has started, an init container never.
            Step::Running(_) if self.role == Role::Sidecar && !self.started => return,
            Step::Running(run) if self.role != Role::Init => {
                run.exit = Some((now + context.scale(STOP), exit));
                run.probes.clear();
                self.replacing = true;
                self.tell(context, false, "Killing", &self.told());
            }
            Step::Resting { back_off, restart_at, .. } => (*back_off, *restart_at) = (None, now),
            Step::NoImage { back_off_at, retry_at, .. } => (*back_off_at, *retry_at) = (None, now),
            Step::Stuck { retry_at, .. } => *retry_at = now,
            Step::Running(_) | Step::Idle | Step::Over(_) => {}
        }
        object::put(&mut self.spec, "/image", image.into());
        (self.failures, self.pulls) = (0, 0);
    }

    fn wanted_image(&self, context: &Context<'_>) -> Option<String> {
        if self.stopping {
            return None;
        }
        let list = if self.role == Role::Main { "/spec/containers" } else { "/spec/initContainers" };
        let spec =
            object::items(context.pod, list).iter().find(|it| object::text(it, "/name") == self.name())?;
        Some(object::text(spec, "/image").to_owned())
    }

    fn told(&self) -> String {
        match self.role {
            Role::Main => format!("Container {} definition changed, will be restarted", self.name()),
            Role::Sidecar | Role::Init => format!("Init container {} definition changed", self.name()),
        }
    }
}
