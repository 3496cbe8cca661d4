//! Probes.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{
    container::Context,
    daemon::{self, Daemon},
    faults::{self, Effect, Scene, Stage},
};
use crate::object;

/// When a first probe happens at the earliest: after a container's usual boot.
const FIRST: Duration = Duration::from_millis(600);
/// How long a container that is no Docker daemon takes until its probes succeed.
const BOOT: Duration = Duration::from_millis(300);

/// A probe under way.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    /// `startupProbe`, `livenessProbe` or `readinessProbe`.
    pub(crate) field: &'static str,
    pub(crate) next: Instant,
    failures: i64,
    successes: i64,
    /// The last answer, once there is one.
    pub(crate) passing: Option<bool>,
}

/// What a probe that was due found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The output of a failed probe.
    pub(crate) failed: Option<String>,
    /// Whether the failures have reached the threshold.
    pub(crate) exhausted: bool,
}

impl Probe {
    /// A probe of a container that is asked for from `now` on; `None` when the container has none of that kind.
    pub(crate) fn begin(
        context: &Context<'_>,
        container: &Value,
        field: &'static str,
        now: Instant,
    ) -> Option<Self> {
        let spec = container.get(field)?;
        let delay = seconds(spec, "/initialDelaySeconds").max(FIRST);
        let next = now + context.scale(delay);
        Some(Self { field, next, failures: 0, successes: 0, passing: None })
    }

    /// Asks, if it is time.
    pub(crate) fn advance(
        &mut self,
        context: &Context<'_>,
        container: &Value,
        since: Instant,
        now: Instant,
    ) -> Option<Outcome> {
        if now < self.next {
            return None;
        }
        let spec = object::at(container, &format!("/{}", self.field));
        self.next = now + context.scale(seconds(spec, "/periodSeconds").max(Duration::from_millis(100)));
        let failed = failure(context, container, self.field, since, now);
        if failed.is_some() {
            self.successes = 0;
            self.failures += 1;
        } else {
            self.failures = 0;
            self.successes += 1;
        }
        let reached = |count: i64, pointer: &str| count >= object::number(spec, pointer).unwrap_or(1);
        let exhausted = reached(self.failures, "/failureThreshold");
        if exhausted {
            self.passing = Some(false);
        } else if reached(self.successes, "/successThreshold") {
            self.passing = Some(true);
        }
        Some(Outcome { failed, exhausted })
    }
}

fn seconds(spec: &Value, pointer: &str) -> Duration {
    let seconds = object::number(spec, pointer).and_then(|it| u64::try_from(it).ok());
    Duration::from_secs(seconds.unwrap_or_default())
}

fn failure(
    context: &Context<'_>,
    container: &Value,
    field: &'static str,
    since: Instant,
    now: Instant,
) -> Option<String> {
    let scene = Scene { cluster: context.cluster, pod: context.pod, container, probe: field };
    if let Some(Effect::ProbeFails(output)) = faults::find(Stage::Probe, &scene) {
        return Some(output);
    }
    let daemon = daemon::is_daemon(container);
    let boot = if daemon { Daemon::of(container).boot_time() } else { BOOT };
    if now.duration_since(since) >= context.scale(boot) {
        return None;
    }
    let exec = container.pointer(&format!("/{field}/exec")).is_some();
    Some(match (daemon, exec) {
        (true, true) => daemon::unreachable_message("/var/run/docker.sock"),
        (_, true) => String::new(),
        (_, false) => refused(context, container, field),
    })
}

fn refused(context: &Context<'_>, container: &Value, field: &str) -> String {
    let get = container.pointer(&format!("/{field}/httpGet"));
    let socket = object::at(container, &format!("/{field}/tcpSocket"));
    let port = daemon::port(container, object::at(get.unwrap_or(socket), "/port")).unwrap_or_default();
    let address = format!("{}:{port}", object::text(context.pod, "/status/podIP"));
    let dial = format!("dial tcp {address}: connect: connection refused");
    get.map_or(dial.clone(), |get| {
        let scheme = object::text(get, "/scheme").to_lowercase();
        format!("Get \"{scheme}://{address}{}\": {dial}", object::text(get, "/path"))
    })
}
