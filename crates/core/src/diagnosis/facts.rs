//! The evidence, read.

mod container;
mod event;

use serde_json::Value;

use super::{ContainerKind, Evidence, time};
use crate::quantity::Quantity;
use crate::read::{dig, get, int, list, text, texts};

pub(super) use container::{Container, Ended};
pub(super) use event::Event;

/// Stands for what is not there.
static NOTHING: Value = Value::Null;

/// A container that has run for so many seconds has started well.
const SETTLED: i64 = 60;

/// What the evidence shows.
pub(super) struct Facts<'a> {
    /// The pod's spec; null without a pod.
    pub(super) spec: &'a Value,
    /// The pod's status; null without a pod.
    pub(super) status: &'a Value,
    /// Every container, those that start first first.
    pub(super) containers: Vec<Container<'a>>,
    /// All events, oldest first.
    pub(super) events: Vec<Event<'a>>,
    /// The claim; null without one.
    pub(super) claim: &'a Value,
    /// When this is, in seconds since 1970.
    pub(super) now: i64,
    meta: &'a Value,
    logs: &'a [(String, String)],
}

impl<'a> Facts<'a> {
    pub(super) fn new(evidence: &Evidence<'a>) -> Self {
        let pod = evidence.pod.unwrap_or(&NOTHING);
        let part = |name| get(pod, name).unwrap_or(&NOTHING);
        let (spec, status) = (part("spec"), part("status"));
        Self {
            spec,
            status,
            containers: containers(spec, status),
            events: evidence.events.iter().map(Event::new).collect(),
            claim: evidence.claim.unwrap_or(&NOTHING),
            now: evidence.now,
            meta: part("metadata"),
            logs: evidence.logs,
        }
    }

    pub(super) fn has_pod(&self) -> bool {
        !self.spec.is_null()
    }

    /// The pod's name.
    pub(super) fn name(&self) -> &'a str {
        text(self.meta, "name")
    }

    /// When the pod was made.
    pub(super) fn created(&self) -> &'a str {
        text(self.meta, "creationTimestamp")
    }

    /// Whether the pod was told to go.
    pub(super) fn is_stopping(&self) -> bool {
        get(self.meta, "deletionTimestamp").is_some()
    }

    /// When the pod should be gone: its grace period is over then. Empty while it is not told to go.
    pub(super) fn goes_at(&self) -> &'a str {
        text(self.meta, "deletionTimestamp")
    }

    /// What others hold the pod by.
    pub(super) fn finalizers(&self) -> Vec<&'a str> {
        texts(self.meta, "finalizers")
    }

    /// When the pod was last heard of, in seconds since 1970: a container started or ended, or its readiness changed.
    pub(super) fn last_heard(&self) -> Option<i64> {
        let ready = self.condition("Ready").map(|condition| text(condition, "lastTransitionTime"));
        let changes = self.containers.iter().filter_map(Container::last_change);
        changes.chain(ready.and_then(time::unix_seconds)).max()
    }

    pub(super) fn phase(&self) -> &'a str {
        text(self.status, "phase")
    }

    /// Whether the pod has ended for good.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase(), "Succeeded" | "Failed")
    }

    /// A condition of the pod.
    pub(super) fn condition(&self, kind: &str) -> Option<&'a Value> {
        list(self.status, "conditions").iter().find(|condition| text(condition, "type") == kind)
    }

    /// Whether the pod has a node.
    pub(super) fn is_scheduled(&self) -> bool {
        !text(self.spec, "nodeName").is_empty()
            || self.condition("PodScheduled").is_some_and(|condition| text(condition, "status") == "True")
    }

    /// The newest event of that reason for which `test` holds of the message.
    pub(super) fn event(&self, reason: &str, test: impl Fn(&str) -> bool) -> Option<&Event<'a>> {
        self.events.iter().rfind(|event| event.reason == reason && test(event.message))
    }

    /// The newest event of that reason about a container.
    pub(super) fn event_of(
        &self,
        container: &Container<'_>,
        reason: &str,
        start: &str,
    ) -> Option<&Event<'a>> {
        let mut events = self.events.iter().rev();
        events.find(|event| {
            event.reason == reason && event.message.starts_with(start) && event.is_about(container.name)
        })
    }

    /// The last lines of a container's log.
    pub(super) fn log(&self, container: &str) -> &'a str {
        self.logs
            .iter()
            .find(|(name, _)| name == container)
            .map(|(_, tail)| tail.as_str())
            .unwrap_or_default()
    }

    /// Whether that time is at most `seconds` ago.
    pub(super) fn is_recent(&self, when: &str, seconds: i64) -> bool {
        time::unix_seconds(when).is_some_and(|when| self.now - when <= seconds)
    }

    /// Whether a container that ends again and again is in that loop now: it has not run for a minute on end.
    pub(super) fn is_looping(&self, container: &Container<'_>) -> bool {
        let just_started = self.is_recent(container.running_since(), SETTLED);
        container.ends() >= 2 && (!container.is_running() || just_started)
    }

    /// The sum that the pod's containers ask for, those that run side by side; nothing when they ask for none.
    pub(super) fn requested(&self, resource: &str) -> Option<Quantity> {
        let running = self.containers.iter().filter(|container| container.kind != ContainerKind::Init);
        let asked = running.filter_map(|container| {
            let written = dig(container.spec, &["resources", "requests", resource])?;
            Quantity::parse(written.as_str()?).ok()
        });
        asked.reduce(|sum, one| sum.checked_add(one).unwrap_or(sum))
    }

    /// Restarts of all containers.
    pub(super) fn restarts(&self) -> u32 {
        self.containers.iter().map(Container::restarts).sum()
    }
}

fn containers<'a>(spec: &'a Value, status: &'a Value) -> Vec<Container<'a>> {
    let of = |specs, statuses| {
        list(spec, specs).iter().map(move |spec| {
            let mut all = list(status, statuses).iter();
            let status = all.find(|status| text(status, "name") == text(spec, "name")).unwrap_or(&NOTHING);
            Container { name: text(spec, "name"), kind: kind(specs, spec), spec, status }
        })
    };
    of("initContainers", "initContainerStatuses").chain(of("containers", "containerStatuses")).collect()
}

fn kind(list: &str, spec: &Value) -> ContainerKind {
    match (list, text(spec, "restartPolicy")) {
        ("initContainers", "Always") => ContainerKind::Sidecar,
        ("initContainers", _) => ContainerKind::Init,
        (_, _) => ContainerKind::Main,
    }
}

/// A whole number that cannot be negative.
fn count(object: &Value, field: &str) -> u32 {
    int(object, field).and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}
