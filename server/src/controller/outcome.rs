use std::time::Duration;

use serde_json::Value;
use slipway_core::api::Current;
use slipway_core::diagnosis::Progress;

use crate::crd::Activation;

/// What a pass saw and did; becomes the status.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// What the instance is.
    pub(super) current: Current,
    /// The sentence beside it.
    pub(super) sentence: String,
    /// Containers that are ready.
    pub(super) ready: u32,
    /// Containers that should be.
    pub(super) total: u32,
    /// Restarts of all containers.
    pub(super) restarts: u32,
    /// The pod, for the conditions.
    pub(super) pod: Option<Value>,
    /// The claim, for the conditions.
    pub(super) claim: Option<Value>,
    /// What the pod is made from.
    pub(super) activation: Option<Activation>,
    /// When to look again without being told of a change.
    pub(super) again: Option<Duration>,
}

impl Outcome {
    /// A state and its sentence.
    pub(super) fn new(current: Current, sentence: impl Into<String>) -> Self {
        Self { current, sentence: sentence.into(), ..Self::default() }
    }

    /// What the core says of a pod.
    pub(super) fn seen(progress: &Progress) -> Self {
        Self {
            ready: progress.ready,
            total: progress.total,
            restarts: progress.restarts,
            ..Self::new(progress.state, progress.sentence.clone())
        }
    }
}
