//! How long instances whose passes halted wait for the next one.
//!
//! Events do not cut a wait short by themselves: a fault that lasts would be tried with every one of them. Only what
//! people change does, and a cluster that works again.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kube::ResourceExt;
use tokio::time::Instant;

use super::context::uid;
use super::seen::Seen;
use crate::crd::AgentInstance;

/// A halted pass is repeated no sooner than this because an object of the instance changed.
const OBJECTS: Duration = Duration::from_secs(10);

/// Whose fault a halt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The cluster did not do what it was asked: that has nothing to do with the objects of the instance.
    Cluster,
    /// The cluster took a request and did not answer it. The same request will most likely wait as long again.
    Silence,
    /// The instance: the cluster, or Slipway, refuses it as it is.
    Instance,
}

struct Pause {
    name: String,
    /// Passes in a row that halted.
    halts: u32,
    fault: Fault,
    seen: Seen,
    began: Instant,
    ends: Instant,
}

/// The instances that wait, by uid.
#[derive(Default)]
pub(super) struct Pauses(Mutex<HashMap<String, Pause>>);

impl Pauses {
    /// How long the next pass has to wait; `None` when it may begin.
    pub(super) fn left(&self, instance: &AgentInstance, seen: &Seen) -> Option<Duration> {
        let mut pauses = self.lock();
        let pause = pauses.get(&uid(instance))?;
        if pause.seen.wish != seen.wish {
            pauses.remove(&uid(instance));
            return None;
        }
        let ends = match pause.fault {
            Fault::Instance if pause.seen != *seen => pause.ends.min(pause.began + OBJECTS),
            Fault::Instance | Fault::Cluster | Fault::Silence => pause.ends,
        };
        let left = ends.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Whether the last pass did not halt.
    pub(super) fn is_first(&self, instance: &AgentInstance) -> bool {
        self.halts(instance) == 0
    }

    /// Whether the last pass waited in vain for an answer.
    pub(super) fn was_silent(&self, instance: &AgentInstance) -> bool {
        self.lock().get(&uid(instance)).is_some_and(|pause| pause.fault == Fault::Silence)
    }

    /// Passes in a row that halted.
    pub(super) fn halts(&self, instance: &AgentInstance) -> u32 {
        self.lock().get(&uid(instance)).map_or(0, |pause| pause.halts)
    }

    /// A pass halted, which had `seen` before it.
    pub(super) fn begin(&self, instance: &AgentInstance, seen: Seen, fault: Fault, wait: Duration) {
        let began = Instant::now();
        let mut pauses = self.lock();
        let halts = pauses.get(&uid(instance)).map_or(0, |pause| pause.halts).saturating_add(1);
        let pause = Pause { name: instance.name_any(), halts, fault, seen, began, ends: began + wait };
        pauses.insert(uid(instance), pause);
    }

    /// A pass did not halt.
    pub(super) fn end(&self, instance: &AgentInstance) {
        self.lock().remove(&uid(instance));
    }

    /// Ends all waits; the names of the instances that waited.
    pub(super) fn end_all(&self) -> Vec<String> {
        self.lock().drain().map(|(_, pause)| pause.name).collect()
    }

    /// Forgets all others.
    pub(super) fn keep(&self, known: &HashSet<String>) {
        self.lock().retain(|uid, _| known.contains(uid));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
