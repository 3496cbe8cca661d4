//! Pod Security Standards: which of the three levels admits a pod, and what the admission controller would say.
//!
//! The checks and their words are those of `k8s.io/pod-security-admission` v0.36, policy version `latest`.

mod baseline;
mod restricted;
mod wording;

use serde_json::Value;

use crate::read::get;

/// A level of the Pod Security Standards, the strictest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everything is allowed.
    Privileged,
    /// Known ways out of the container are not.
    Baseline,
    /// Only what needs no rights at all.
    Restricted,
}

impl Level {
    /// As in the namespace label `pod-security.kubernetes.io/enforce`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }

    /// Reads the value of the label.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Privileged, Self::Baseline, Self::Restricted].into_iter().find(|level| level.as_str() == text)
    }
}

/// What the levels make of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSecurity {
    /// The strictest level that admits it.
    pub level: Level,
    /// Why the next stricter level does not, e.g. `privileged (container "docker" must not set
    /// securityContext.privileged=true)`; empty at the strictest.
    pub reasons: Vec<String>,
}

/// Evaluates a pod.
#[must_use]
pub fn pod_security(pod: &Value) -> PodSecurity {
    let refused = |level| Some(PodSecurity::violations(pod, level)).filter(|reasons| !reasons.is_empty());
    if let Some(reasons) = refused(Level::Baseline) {
        return PodSecurity { level: Level::Privileged, reasons };
    }
    match refused(Level::Restricted) {
        Some(reasons) => PodSecurity { level: Level::Baseline, reasons },
        None => PodSecurity { level: Level::Restricted, reasons: Vec::new() },
    }
}

impl PodSecurity {
    /// What `level` has against a pod, one entry a check.
    #[must_use]
    pub fn violations(pod: &Value, level: Level) -> Vec<String> {
        let nothing = Value::Null;
        let pod = Pod {
            meta: get(pod, "metadata").unwrap_or(&nothing),
            spec: get(pod, "spec").unwrap_or(&nothing),
        };
        let checks: &[Check] = match level {
            Level::Privileged => &[],
            Level::Baseline => &baseline::CHECKS,
            Level::Restricted => &restricted::CHECKS,
        };
        let found = checks.iter().filter_map(|check| check(&pod));
        found.map(|(reason, detail)| format!("{reason} ({detail})")).collect()
    }

    /// What the API server answers when a namespace enforces `level`; nothing when the pod is admitted.
    #[must_use]
    pub fn refusal(pod: &Value, level: Level) -> Option<String> {
        let violations = Self::violations(pod, level);
        let name = get(pod, "metadata").map(|meta| crate::read::text(meta, "name")).unwrap_or_default();
        let said = format!(
            "pods \"{name}\" is forbidden: violates PodSecurity \"{}:latest\": {}",
            level.as_str(),
            violations.join(", ")
        );
        (!violations.is_empty()).then_some(said)
    }
}

/// A pod as the checks see it.
struct Pod<'a> {
    meta: &'a Value,
    spec: &'a Value,
}

/// One check: the reason in short and in detail.
type Check = fn(&Pod<'_>) -> Option<(String, String)>;
