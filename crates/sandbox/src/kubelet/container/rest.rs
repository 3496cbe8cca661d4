//! After a run: whether there is another, and when.

use std::time::Duration;

use tokio::time::Instant;

use super::{Container, Context, Ended, Role, Step, full_name};
use crate::object;

/// Between an exit and the next sign of the container: a restart, or the back-off.
pub(super) const REST: Duration = Duration::from_secs(1);
const LONGEST_BACK_OFF: u64 = 300;
/// A container that ran this long has proved itself: its next failure starts a new back-off.
const PROVEN: Duration = Duration::from_secs(600);

impl Container {
    pub(super) fn restarts(&self, context: &Context<'_>, code: i64) -> bool {
        let policy = object::text(context.pod, "/spec/restartPolicy");
        if self.stopping {
            return false;
        }
        match self.role {
            Role::Sidecar => true,
            Role::Init => code != 0 && policy != "Never",
            Role::Main => policy == "Always" || (policy == "OnFailure" && code != 0),
        }
    }

    /// What comes `soon` after the end: the first restart comes at once, the next after 10, 20, 40 seconds and so on.
    pub(super) fn rest(
        &mut self,
        context: &Context<'_>,
        soon: Instant,
        ended: Ended,
        failed_start: bool,
        ran: Option<Duration>,
    ) {
        if ran.is_some_and(|ran| ran >= context.scale(PROVEN)) {
            self.failures = 0;
        }
        let back_off = self.failures.checked_sub(1).map(|earlier| (soon, back_off_seconds(earlier)));
        self.failures += 1;
        let wait = back_off.map_or(Duration::ZERO, |(_, seconds)| Duration::from_secs(seconds));
        let restart_at = soon + context.scale(wait);
        self.step = Step::Resting { ended, failed_start, back_off, backing_off: false, restart_at };
    }

    pub(super) fn tell_back_off(&self, context: &Context<'_>) {
        let message =
            format!("Back-off restarting failed container {} in pod {}", self.name(), full_name(context.pod));
        self.tell(context, true, "BackOff", &message);
    }
}

pub(super) fn back_off_seconds(earlier: u32) -> u64 {
    10_u64.saturating_mul(2_u64.saturating_pow(earlier)).min(LONGEST_BACK_OFF)
}
