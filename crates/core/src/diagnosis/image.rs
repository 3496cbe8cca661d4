//! Images that cannot be had.

use super::Diagnosis;
use super::cause::{after, mentions, of_container, quoted, shortened};
use super::facts::{Container, Facts};
use crate::read::{list, text};

const WAITING: [&str; 6] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "RegistryUnavailable",
    "ImageInspectError",
];

/// What a registry or a network says, and what it means.
const CAUSES: [(&[&str], Cause); 5] = [
    (&["429", "toomanyrequests", "rate limit"], Cause::RateLimit),
    (
        &[
            "unauthorized",
            "401",
            "403 forbidden",
            "denied",
            "authentication required",
            "no basic auth credentials",
        ],
        Cause::Unauthorized,
    ),
    (&["x509", "certificate", "server gave http response to https"], Cause::Certificate),
    (&["not found", "manifest unknown", "name unknown", "no match for platform"], Cause::NotFound),
    (
        &["dial tcp", "no such host", "timeout", "connection refused", "no route to host", "tls handshake"],
        Cause::Unreachable,
    ),
];

#[derive(Clone, Copy)]
enum Cause {
    RateLimit,
    Unauthorized,
    Certificate,
    NotFound,
    Unreachable,
}

/// The first container whose image cannot be had.
pub(super) fn failing(facts: &Facts<'_>) -> Option<Diagnosis> {
    let waits =
        |container: &&Container<'_>| container.waiting().is_some_and(|(reason, _)| WAITING.contains(&reason));
    let container = facts.containers.iter().find(waits)?;
    let (reason, message) = container.waiting()?;
    let image = container.image();
    match reason {
        "InvalidImageName" => Some(invalid_name(container, image, message)),
        "ErrImageNeverPull" => {
            let sentence = format!(
                "The image \"{image}\" of container {} is not on the node, and the pull policy Never forbids to pull it.",
                container.name
            );
            let advice = "Set the pull policy to IfNotPresent, or load the image on every node.";
            Some(of_container("image-not-on-node", container, true, sentence, advice, container.quoted()))
        }
        _ => Some(pull(facts, container, image, message)),
    }
}

fn invalid_name(container: &Container<'_>, image: &str, message: &str) -> Diagnosis {
    let cause = after(message, "invalid reference format: ")
        .unwrap_or("it does not have the form of an image's name");
    let sentence = format!(
        "The image name \"{image}\" of container {} is not valid: {}.",
        container.name,
        shortened(cause)
    );
    let advice = "Write it like registry.example.com/team/agent:1.0, in lower case.";
    of_container("image-name-invalid", container, true, sentence, advice, container.quoted())
}

fn pull(facts: &Facts<'_>, container: &Container<'_>, image: &str, message: &str) -> Diagnosis {
    let event = facts.event_of(container, "Failed", "Failed to pull image");
    let said = event.map_or(message, |event| event.message);
    let secret = facts.event("FailedToRetrieveImagePullSecret", |_| true);
    let mut evidence = container.quoted();
    evidence.extend(event.map(super::facts::Event::quoted));
    let name = container.name;
    let cause = CAUSES.into_iter().find(|(words, _)| mentions(said, words)).map(|(_, cause)| cause);
    let unreachable = matches!(cause, Some(Cause::Unreachable));
    if let Some(secret) = secret.filter(|_| !unreachable) {
        evidence.push(secret.quoted());
        let missing = after(secret.message, "(").and_then(|rest| rest.split(')').next()).unwrap_or_default();
        let sentence = format!(
            "The pull secret \"{missing}\" does not exist, so the image \"{image}\" of container {name} cannot be pulled."
        );
        let advice =
            "Create the pull secret in the instance's namespace, or choose other registry credentials.";
        return of_container("pull-secret-missing", container, true, sentence, advice, evidence);
    }
    let (code, sentence, advice) = told(facts, cause, image, name, said);
    of_container(code, container, true, sentence, advice, evidence)
}

fn told(
    facts: &Facts<'_>,
    cause: Option<Cause>,
    image: &str,
    name: &str,
    said: &str,
) -> (&'static str, String, &'static str) {
    let what = format!("the image \"{image}\" of container {name}");
    match cause {
        Some(Cause::RateLimit) => (
            "registry-rate-limit",
            format!("The registry refuses {what} for now: too many pulls from here."),
            "Use registry credentials or a mirror, or wait: the kubelet tries again.",
        ),
        Some(Cause::Unauthorized)
            if list(facts.spec, "imagePullSecrets").iter().any(|secret| !text(secret, "name").is_empty()) =>
        {
            (
                "image-pull-unauthorized",
                format!("The registry does not accept the credentials for {what}, or it does not exist."),
                "Check the name of the image, and user and password of the pull secret.",
            )
        }
        Some(Cause::Unauthorized) => (
            "image-pull-unauthorized",
            format!("The registry wants credentials for {what}, or it does not exist."),
            "Check the name of the image, or choose registry credentials for it.",
        ),
        Some(Cause::Certificate) => (
            "registry-certificate",
            format!("The node does not trust the registry of {what}: {}.", last(said)),
            "Install the registry's certificate authority on the nodes.",
        ),
        Some(Cause::NotFound) => (
            "image-not-found",
            format!("The registry does not have {what}."),
            "Check name, tag and platform of the image.",
        ),
        Some(Cause::Unreachable) => (
            "registry-unreachable",
            format!("The node cannot reach the registry of {what}: {}.", network(said)),
            "Check the registry's name, the cluster's name resolution and its way out (proxy, firewall).",
        ),
        None => (
            "image-pull-failed",
            format!("{} cannot be pulled: {}.", what.replacen('t', "T", 1), last(said)),
            "Look at the registry: the message is its own.",
        ),
    }
}

/// What went wrong on the way to the registry.
fn network(said: &str) -> String {
    let dialled = after(said, "dial tcp: ").or_else(|| after(said, "dial tcp "));
    shortened(dialled.unwrap_or_else(|| quoted(said).map_or(said, |_| said)))
}

/// The innermost of several causes.
fn last(said: &str) -> String {
    shortened(said.rsplit(": ").next().unwrap_or(said))
}
