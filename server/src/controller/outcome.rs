use std::time::Duration;

use serde_json::Value;
use slipway_core::api::Current;
use slipway_core::diagnosis::{Diagnosis, Progress, diagnose, progress};

use super::pod;
use crate::crd::Activation;
use crate::view::Gathered;

/// What is said can depend on how long something takes, so what is under way or not well is looked at again.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// What a pass saw and did; becomes the status.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// What the instance is.
    pub(super) current: Current,
    /// The sentence beside it.
    pub(super) sentence: String,
    /// The pod, for counts and conditions.
    pub(super) pod: Option<Value>,
    /// What the pod is made from.
    pub(super) activation: Option<Activation>,
    /// What the API server said when it refused.
    pub(super) refusal: Option<String>,
    /// When to look again without being told of a change.
    pub(super) again: Option<Duration>,
}

impl Outcome {
    /// A state and its sentence.
    pub(super) fn new(current: Current, sentence: impl Into<String>) -> Self {
        Self { current, sentence: sentence.into(), ..Self::default() }
    }

    /// What the core says of a pod. What it has against one can be over with time alone.
    pub(super) fn seen(gathered: Gathered) -> Self {
        let Progress { state, sentence, diagnosis, .. } = progress(&gathered.evidence());
        let again = diagnosis.map(|_| LOOK_AGAIN);
        Self { pod: gathered.pod, again, ..Self::new(state, sentence) }
    }

    /// A pod that was told to go: `current` and `sentence`, or why it does not go.
    pub(super) fn leaving(gathered: Gathered, current: Current, sentence: &str) -> Self {
        let left = match stuck(&gathered) {
            Some(diagnosis) => Self::new(Current::Error, diagnosis.sentence),
            None => Self::new(current, sentence),
        };
        Self { pod: gathered.pod, again: Some(LOOK_AGAIN), ..left }
    }
}

/// What is wrong with a pod that is being removed. Before it is, it may have had other failures.
fn stuck(gathered: &Gathered) -> Option<Diagnosis> {
    gathered.pod.as_ref().filter(|pod| pod::is_stopping(pod))?;
    diagnose(&gathered.evidence())
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;

    use super::*;

    fn ago(seconds: i64) -> String {
        let now = Timestamp::now();
        now.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(now).to_string()
    }

    /// A pod whose container was restarted so many times, the last time so many seconds ago.
    fn pod(restarts: u32, seconds: i64) -> Value {
        let end = json!({"reason": "Error", "exitCode": 1, "finishedAt": ago(seconds)});
        let status = json!({"name": "agent", "ready": true, "started": true, "restartCount": restarts,
            "state": {"running": {"startedAt": ago(seconds)}}, "lastState": {"terminated": end}});
        json!({"metadata": {"name": "p"}, "spec": {"nodeName": "n", "containers": [{"name": "agent"}]},
            "status": {"phase": "Running", "containerStatuses": [status]}})
    }

    fn gathered(pod: Value) -> Gathered {
        Gathered { pod: Some(pod), ..Gathered::default() }
    }

    #[test]
    fn what_is_not_well_is_looked_at_again_because_time_alone_can_mend_it() {
        let check = |restarts: u32, seconds: i64, current: Current, again: Option<Duration>| {
            let seen = Outcome::seen(gathered(pod(restarts, seconds)));
            assert_eq!(
                (seen.current, seen.again),
                (current, again),
                "{restarts} restarts, {seconds} seconds ago"
            );
        };
        check(3, 10, Current::Error, Some(LOOK_AGAIN));
        check(3, 300, Current::Active, Some(LOOK_AGAIN));
        check(3, 7200, Current::Active, None);
        check(0, 7200, Current::Active, None);
    }

    #[test]
    fn a_pod_that_does_not_go_says_why() {
        let check = |deleted: Option<i64>, current: Current, said: &str| {
            let mut pod = pod(3, 10);
            if let Some(seconds) = deleted {
                pod["metadata"]["deletionTimestamp"] = json!(ago(seconds));
            }
            let left = Outcome::leaving(gathered(pod), Current::Deploying, "It goes.");
            assert_eq!((left.current, left.again), (current, Some(LOOK_AGAIN)), "{deleted:?}");
            assert!(left.sentence.contains(said), "{}", left.sentence);
        };
        check(None, Current::Deploying, "It goes.");
        check(Some(-20), Current::Deploying, "It goes.");
        check(Some(10), Current::Deploying, "It goes.");
        check(Some(40), Current::Error, "The node n has not removed the pod in time");
    }
}
