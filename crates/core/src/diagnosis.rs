//! Why an instance does not work, and what it is doing while nothing is wrong.
//!
//! [`diagnose`] asks one failure after the other, the most fundamental first (a pod without a volume cannot have an
//! image that fails), and stops at the first that explains the evidence. A new failure is one file in `diagnosis/` and
//! one line in [`FAILURES`]. What is quoted as evidence is what Kubernetes said, unchanged but for its length.

mod cause;
mod claim;
mod command;
mod config;
mod crash;
mod daemon;
mod facts;
mod finished;
mod image;
mod mount;
mod node;
mod probes;
mod progress;
mod refused;
mod removal;
mod scheduling;
mod time;
mod view;

use serde_json::Value;

use facts::Facts;

pub use progress::{Progress, progress};
pub use refused::refusal;
pub use view::{ContainerKind, ContainerView, Diagnosis};

/// What is known of an instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// Its pod, if it exists.
    pub pod: Option<&'a Value>,
    /// Its volume claim, if it exists.
    pub claim: Option<&'a Value>,
    /// Events (core/v1) of the pod, the claim and the instance, oldest first.
    pub events: &'a [Value],
    /// The last lines of logs: container and text.
    pub logs: &'a [(String, String)],
    /// The time, in seconds since 1970.
    pub now: i64,
}

/// One failure: what it says when the facts show it.
type Failure = fn(&Facts<'_>) -> Option<Diagnosis>;

/// Every failure that is known, the most fundamental first.
const FAILURES: &[Failure] = &[
    node::evicted,
    node::lost,
    refused::by_admission,
    claim::missing,
    claim::pending,
    scheduling::unschedulable,
    mount::failing,
    image::failing,
    config::user_is_root,
    config::reference_missing,
    command::not_found,
    daemon::not_privileged,
    daemon::stripped,
    probes::startup_against_loopback,
    daemon::out_of_memory,
    crash::out_of_memory,
    probes::startup_failing,
    probes::liveness_failing,
    finished::ended,
    crash::looping,
    daemon::connections_reset,
    probes::readiness_failing,
];

/// The most fundamental failure that the evidence shows; nothing while all is well or simply under way.
#[must_use]
pub fn diagnose(evidence: &Evidence<'_>) -> Option<Diagnosis> {
    let facts = Facts::new(evidence);
    if facts.is_stopping() {
        return removal::overdue(&facts);
    }
    FAILURES.iter().find_map(|failure| failure(&facts))
}
