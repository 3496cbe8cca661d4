//! Pods that the API server refuses to create.

use super::Diagnosis;
use super::cause::{after, mentions, of_pod, quoted, shortened};
use super::facts::Facts;

/// Why the API server refuses a pod, from its answer to the request (`pods "x" is forbidden: ...`).
#[must_use]
pub fn refusal(answer: &str) -> Option<Diagnosis> {
    explain(answer, format!("answer of the API server: {}", shortened(answer)))
}

/// An event says that a pod could not be created.
pub(super) fn by_admission(facts: &Facts<'_>) -> Option<Diagnosis> {
    let mut events = facts.events.iter().rev().filter(|_| !facts.has_pod());
    events.find_map(|event| explain(event.message, event.quoted()))
}

fn explain(answer: &str, evidence: String) -> Option<Diagnosis> {
    let cause = after(answer, "is forbidden: ")?;
    Some(match after(cause, "violates PodSecurity") {
        Some(broken) => by_pod_security(broken, evidence),
        None => by_policy(cause, evidence),
    })
}

/// The namespace enforces a level of pod security that the pod does not fit.
fn by_pod_security(broken: &str, evidence: String) -> Diagnosis {
    let level = quoted(broken).and_then(|level| level.split(':').next()).unwrap_or("restricted");
    let cause = after(broken, "\": ").unwrap_or_default();
    let (cause, advice) = if cause.contains("privileged (") {
        (
            "it does not allow the privileged container of the Docker daemon".to_owned(),
            "Label the namespace with pod-security.kubernetes.io/enforce=privileged, use another namespace, or choose an agent without Docker.",
        )
    } else {
        (
            format!("it does not allow {}", shortened(cause)),
            "Label the namespace with a lower level of pod security, or use another namespace.",
        )
    };
    let sentence = format!("The namespace enforces the pod security level {level}: {cause}.");
    of_pod("pod-security", true, sentence, advice, vec![evidence])
}

/// A quota, a limit range, or something missing that the pod names.
fn by_policy(cause: &str, evidence: String) -> Diagnosis {
    let (code, advice) = if mentions(cause, &["quota"]) {
        ("quota", "Choose a smaller size, set the limits the quota asks for, or have the quota raised.")
    } else if mentions(cause, &["usage per container", "usage per pod"]) {
        ("limit-range", "Choose a size within the namespace's limit range.")
    } else if mentions(cause, &["service account"]) {
        ("service-account-missing", "Create the service account in the namespace, or name another one.")
    } else if mentions(cause, &["priorityclass"]) {
        ("priority-class-missing", "Create the priority class, or name another one.")
    } else if mentions(cause, &["runtimeclass"]) {
        ("runtime-class-missing", "Install the runtime on the cluster, or name another runtime class.")
    } else {
        ("forbidden", "Ask whoever runs the cluster which policy refuses the pod.")
    };
    let sentence = format!("The cluster refuses to create the pod: {}.", shortened(cause));
    of_pod(code, true, sentence, advice, vec![evidence])
}
