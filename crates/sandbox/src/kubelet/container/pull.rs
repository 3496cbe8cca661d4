//! From an image's name to a created container.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    Container, Context, Step,
    rest::{REST, back_off_seconds},
};
use crate::{
    kubelet::faults::{Effect, PullFailure, Stage},
    object,
};

const PULL: Duration = Duration::from_millis(350);
const CREATE: Duration = Duration::from_millis(100);
/// How often the kubelet looks again at a container that it could not create.
const RESYNC: Duration = Duration::from_secs(10);

impl Container {
    /// Gets the image and goes on from there.
    pub(crate) fn begin(&mut self, context: &Context<'_>, now: Instant) {
        match self.fault(context, Stage::Pull) {
            Some(Effect::PullFails(PullFailure::InvalidName(message))) => {
                self.tell(context, true, "InspectFailed", &message);
                self.get_stuck(context, now, "InvalidImageName", message, "InvalidImageName");
            }
            Some(Effect::PullFails(PullFailure::Never(message))) => {
                self.tell(context, true, "ErrImageNeverPull", &message);
                self.get_stuck(context, now, "ErrImageNeverPull", message, "ErrImageNeverPull");
            }
            Some(Effect::PullFails(PullFailure::Registry(error))) => self.pull(context, now, Some(error)),
            _ if self.is_present(context) => {
                let image = self.image();
                let message = format!(
                    "Container image \"{image}\" already present on machine and can be accessed by the pod"
                );
                self.tell(context, false, "Pulled", &message);
                self.create(context, now);
            }
            _ => self.pull(context, now, None),
        }
    }

    /// Images tagged `local` are on every node: they stand for those that were loaded by hand.
    pub(super) fn is_present(&self, context: &Context<'_>) -> bool {
        let always = object::text(&self.spec, "/imagePullPolicy") == "Always";
        !always && (context.node.has_image(self.image()) || self.image().ends_with(":local"))
    }

    pub(super) fn pull(&mut self, context: &Context<'_>, now: Instant, failure: Option<String>) {
        self.tell(context, false, "Pulling", &format!("Pulling image \"{}\"", self.image()));
        self.step = Step::Pulling { until: now + context.scale(PULL), failure };
    }

    pub(super) fn pulled(&mut self, context: &Context<'_>, now: Instant) {
        context.node.keep_image(self.image());
        let took = PULL.as_millis();
        let message = format!(
            "Successfully pulled image \"{}\" in {took}ms ({took}ms including waiting). Image size: 84210688 bytes.",
            self.image()
        );
        self.tell(context, false, "Pulled", &message);
        self.create(context, now);
    }

    pub(super) fn pull_failed(&mut self, context: &Context<'_>, now: Instant, error: String) {
        self.tell(context, true, "Failed", &format!("Failed to pull image \"{}\": {error}", self.image()));
        self.tell(context, true, "Failed", "Error: ErrImagePull");
        let wait = Duration::from_secs(back_off_seconds(self.pulls));
        self.pulls += 1;
        let back_off_at = Some(now + context.scale(REST));
        self.step = Step::NoImage { error, back_off_at, retry_at: now + context.scale(REST + wait) };
    }

    pub(super) fn back_off_pull(&mut self, context: &Context<'_>, error: String, retry_at: Instant) {
        self.tell(context, false, "BackOff", &format!("Back-off pulling image \"{}\"", self.image()));
        self.tell(context, true, "Failed", "Error: ImagePullBackOff");
        self.step = Step::NoImage { error, back_off_at: None, retry_at };
    }

    pub(super) fn get_stuck(
        &mut self,
        context: &Context<'_>,
        now: Instant,
        reason: &'static str,
        message: String,
        error: &str,
    ) {
        self.tell(context, true, "Failed", &format!("Error: {error}"));
        self.step = Step::Stuck { reason, message, retry_at: now + context.scale(RESYNC) };
    }

    pub(super) fn create(&mut self, context: &Context<'_>, now: Instant) {
        if let Some(Effect::ConfigError(message)) = self.fault(context, Stage::Create) {
            self.get_stuck(context, now, "CreateContainerConfigError", message.clone(), &message);
            return;
        }
        // A restart shows nothing between the end of one run and the start of the next.
        let wait = if self.restarts == 0 { context.scale(CREATE) } else { Duration::ZERO };
        self.step = Step::Creating { until: now + wait };
    }
}
