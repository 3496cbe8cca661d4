//! Volumes that cannot be mounted: the pod has a node and waits there.

use super::Diagnosis;
use super::cause::{mentions, of_pod, quoted, shortened};
use super::facts::Facts;

/// A volume cannot be mounted.
pub(super) fn failing(facts: &Facts<'_>) -> Option<Diagnosis> {
    if facts.phase() != "Pending" || !facts.containers.iter().all(super::facts::Container::is_being_created) {
        return None;
    }
    let failed =
        |event: &&super::facts::Event<'_>| matches!(event.reason, "FailedMount" | "FailedAttachVolume");
    // The kubelet also says that it timed out waiting: the cause is in the other event.
    let event =
        facts.events.iter().rev().filter(failed).max_by_key(|event| !event.message.contains("timed out"))?;
    let (code, sentence, advice) = explain(event.message);
    Some(of_pod(code, true, sentence, advice, vec![event.quoted()]))
}

fn explain(message: &str) -> (&'static str, String, &'static str) {
    let cause = message.split_once("\" : ").map_or(message, |(_, cause)| cause);
    let (volume, named) = (quoted(message).unwrap_or_default(), quoted(cause).unwrap_or_default());
    if cause.starts_with("hostPath type check failed") {
        return host_path(cause);
    }
    if mentions(cause, &["non-existent secret key", "non-existent config key"]) {
        let key = cause.rsplit(": ").next().unwrap_or_default();
        let sentence = format!(
            "The volume {volume} wants the key \"{key}\", which its Secret or ConfigMap does not have."
        );
        return ("key-missing", sentence, "Add the key, or name another one.");
    }
    if cause.starts_with("secret ") && cause.contains("not found") {
        let sentence =
            format!("The Secret \"{named}\", which the volume {volume} is made of, does not exist.");
        return (
            "secret-missing",
            sentence,
            "Create the Secret in the instance's namespace, or name another one.",
        );
    }
    if cause.starts_with("configmap ") && cause.contains("not found") {
        let sentence =
            format!("The ConfigMap \"{named}\", which the volume {volume} is made of, does not exist.");
        return (
            "config-map-missing",
            sentence,
            "Create the ConfigMap in the instance's namespace, or name another one.",
        );
    }
    if mentions(cause, &["multi-attach", "already exclusively attached", "already used by pod"]) {
        let sentence = format!("The volume {volume} is still attached to another node.");
        let advice =
            "Wait a few minutes for the other node to let it go; if it is lost, remove its VolumeAttachment.";
        return ("volume-attached-elsewhere", sentence, advice);
    }
    let sentence = format!("The volume {volume} cannot be mounted: {}.", shortened(cause));
    ("mount-failed", sentence, "Look at the storage provider of the cluster: the message is its own.")
}

fn host_path(cause: &str) -> (&'static str, String, &'static str) {
    let path = cause.split_once(": ").and_then(|(_, rest)| rest.split(' ').next()).unwrap_or_default();
    if path.ends_with("docker.sock") {
        let sentence = format!("The node has no Docker socket at {path}: it runs containers without Docker.");
        let advice =
            "Choose a Docker daemon of the agent's own (Docker in Docker), or nodes that have Docker Engine.";
        return ("host-socket-missing", sentence, advice);
    }
    let sentence =
        format!("The path {path} on the node is not what the volume asks for: {}.", shortened(cause));
    ("host-path-wrong", sentence, "Correct the path or its type, or use nodes that have it.")
}
