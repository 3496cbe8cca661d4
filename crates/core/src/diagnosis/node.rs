//! Pods that lost their place.

use super::Diagnosis;
use super::cause::{mentions, of_pod, quoted, shortened};
use super::facts::{Event, Facts};
use crate::read::text;

/// The kubelet removed the pod to protect its node.
pub(super) fn evicted(facts: &Facts<'_>) -> Option<Diagnosis> {
    let message = text(facts.status, "message");
    if text(facts.status, "reason") != "Evicted" {
        return None;
    }
    let volume = quoted(message).unwrap_or_default();
    let (cause, advice) = if mentions(message, &["usage of emptydir volume"]) {
        (
            format!("the volume {volume} grew beyond its size limit"),
            "Raise the volume's size limit, or prune images and build caches more often.",
        )
    } else if mentions(message, &["ephemeral local storage", "ephemeral-storage"]) {
        (
            "it used too much of the node's disk".to_owned(),
            "Put Docker's data and the workspace on volumes of their own, or raise the limit of ephemeral storage.",
        )
    } else if mentions(message, &["memory"]) {
        (
            "the node ran out of memory".to_owned(),
            "Request as much memory as the agent really uses, so that it gets a node with enough of it.",
        )
    } else {
        (format!("the kubelet says: {}", shortened(message)), "Start the instance again.")
    };
    let evidence = vec![format!("pod Evicted: {}", shortened(message))];
    Some(of_pod("evicted", true, format!("The node evicted the pod: {cause}."), advice, evidence))
}

/// The node does not answer.
pub(super) fn lost(facts: &Facts<'_>) -> Option<Diagnosis> {
    let evidence = silence(facts)?;
    let node = text(facts.spec, "nodeName");
    let advice = "Wait for the node to come back, or delete the pod: it is then created on another node.";
    let sentence = format!("The node {node} does not answer, so nobody knows whether the agent still runs.");
    Some(of_pod("node-lost", false, sentence, advice, evidence))
}

/// What shows that the node does not answer; nothing when it does.
pub(super) fn silence(facts: &Facts<'_>) -> Option<Vec<String>> {
    let unknown = facts.condition("Ready").filter(|condition| {
        text(condition, "status") == "Unknown" || text(condition, "reason") == "NodeStatusUnknown"
    });
    let ready = facts.condition("Ready").is_some_and(|condition| text(condition, "status") == "True");
    let event = facts.event("NodeNotReady", |_| true).filter(|event| is_the_last_word(facts, event));
    let lost = text(facts.status, "reason") == "NodeLost" || unknown.is_some();
    if !lost && (event.is_none() || ready || !facts.is_scheduled()) {
        return None;
    }
    let evidence = event.map(Event::quoted).or_else(|| {
        unknown.map(|condition| format!("condition Ready: {}", shortened(text(condition, "message"))))
    });
    Some(evidence.into_iter().collect())
}

/// An event stays for an hour, also when the node has long been back: then the pod was heard of since.
fn is_the_last_word(facts: &Facts<'_>, event: &Event<'_>) -> bool {
    event.at.zip(facts.last_heard()).is_none_or(|(said, heard)| heard <= said)
}
