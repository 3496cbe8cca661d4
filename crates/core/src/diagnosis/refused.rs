//! Objects that the API server refuses, most often the pod.

use super::Diagnosis;
use super::cause::{after, mentions, of_pod, quoted, shortened};
use super::facts::Facts;

/// Why the API server refuses an object, from its answer to the request (`pods "x" is forbidden: ...`).
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
    if let Some(call) = after(answer, "failed calling webhook ") {
        return Some(by_silent_webhook(call, evidence));
    }
    let cause = after(answer, "is forbidden:")?.trim();
    if cause.is_empty() || cause.starts_with("User ") {
        return Some(by_authorization(cause, evidence));
    }
    Some(match after(cause, "violates PodSecurity") {
        Some(broken) => by_pod_security(broken, evidence),
        None => by_policy(object(answer), cause, evidence),
    })
}

/// What the answer is about, by the resource it begins with.
fn object(answer: &str) -> &'static str {
    match answer.split(' ').next() {
        Some("persistentvolumeclaims") => "volume claim",
        Some("secrets") => "Secret",
        Some(_) | None => "pod",
    }
}

/// A webhook that has to be asked does not answer: `"x": failed to call webhook: Post "https://...": ...`.
fn by_silent_webhook(call: &str, evidence: String) -> Diagnosis {
    let name = quoted(call).unwrap_or_default();
    let cause = call.rsplit(": ").next().unwrap_or_default();
    let sentence = format!(
        "The admission webhook \"{name}\" of the cluster has to be asked and does not answer: {}.",
        shortened(cause)
    );
    let advice = "Ask whoever runs the cluster to mend the webhook or to remove it; Slipway tries again.";
    of_pod("webhook-silent", true, sentence, advice, vec![evidence])
}

/// An API server of 1.28 does not say what is forbidden when an object is applied that the account may not create.
fn by_authorization(cause: &str, evidence: String) -> Diagnosis {
    let cause = if cause.is_empty() { "it may not create the object".to_owned() } else { shortened(cause) };
    let sentence = format!("The account that Slipway's server uses lacks a right: {cause}.");
    let advice = "Give the account the rights that `slipway rbac` prints.";
    of_pod("rights-missing", true, sentence, advice, vec![evidence])
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
fn by_policy(object: &str, cause: &str, evidence: String) -> Diagnosis {
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
    let sentence = format!("The cluster refuses to create the {object}: {}.", shortened(cause));
    of_pod(code, true, sentence, advice, vec![evidence])
}
