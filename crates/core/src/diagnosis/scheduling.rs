//! Pods that fit no node.

use super::Diagnosis;
use super::cause::{of_pod, shortened};
use super::claim;
use super::facts::Facts;
use crate::read::{entries, text};

/// What the scheduler has against one or more nodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Obstacle {
    Resources,
    Selector,
    Taint,
    Cordoned,
    Other,
}

/// The scheduler's message, in words.
pub(super) fn unschedulable(facts: &Facts<'_>) -> Option<Diagnosis> {
    let condition =
        facts.condition("PodScheduled").filter(|condition| text(condition, "status") == "False")?;
    let message = text(condition, "message");
    if claim::holds_up_pod(facts) {
        return None;
    }
    if text(condition, "reason") == "SchedulingGated" {
        let advice = "Wait for the controller that set the gate, or remove the scheduling gate.";
        let sentence = "The pod is held back by a scheduling gate.".to_owned();
        return Some(of_pod("scheduling-gated", false, sentence, advice, vec![shortened(message)]));
    }
    let reasons = reasons(message);
    let mut told: Vec<String> = Vec::new();
    let mut first = Obstacle::Other;
    for reason in &reasons {
        let (obstacle, words) = explain(facts, reason);
        first = first.min(obstacle);
        told.push(words);
    }
    if told.is_empty() {
        told.push(shortened(message));
    }
    told.dedup();
    let (code, advice) = match first {
        Obstacle::Resources => {
            ("unschedulable-resources", "Choose a smaller size, or add larger nodes to the cluster.")
        }
        Obstacle::Selector => {
            ("unschedulable-selector", "Choose a node selector or affinity that a node has, or label a node.")
        }
        Obstacle::Taint => {
            ("unschedulable-taint", "Add a toleration for the taint, or use nodes without it.")
        }
        Obstacle::Cordoned => ("unschedulable-cordoned", "Uncordon a node, or add one."),
        Obstacle::Other => {
            ("unschedulable", "Look at the nodes of the cluster: the message is the scheduler's.")
        }
    };
    let sentence = format!("No node can take the pod: {}.", told.join("; "));
    Some(of_pod(
        code,
        true,
        sentence,
        advice,
        vec![format!("condition PodScheduled: {}", shortened(message))],
    ))
}

/// `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) ... . preemption: ...` without its ends. Where nothing can be
/// preempted, a scheduler of 1.36 ends with "not found".
fn reasons(message: &str) -> Vec<&str> {
    let rest = message.split_once("nodes are available: ").map_or(message, |(_, rest)| rest);
    let rest = ["preemption:", "no new claims to deallocate"]
        .iter()
        .fold(rest, |rest, end| rest.split_once(end).map_or(rest, |(before, _)| before));
    let rest = rest.trim();
    let rest = rest.strip_suffix(". not found").unwrap_or(rest).trim_end_matches(',').trim_end_matches('.');
    rest.split(", ").map(str::trim).filter(|reason| !reason.is_empty()).collect()
}

fn explain(facts: &Facts<'_>, reason: &str) -> (Obstacle, String) {
    let (count, words) =
        reason.split_once(' ').filter(|(count, _)| count.parse::<u32>().is_ok()).unwrap_or(("", reason));
    let nodes = match count {
        "" => String::new(),
        "1" => " (1 node)".to_owned(),
        many => format!(" ({many} nodes)"),
    };
    if let Some(resource) = words.strip_prefix("Insufficient ") {
        let asked =
            facts.requested(resource).map(|asked| format!(", it asks for {asked}")).unwrap_or_default();
        return (Obstacle::Resources, format!("not enough {resource} left{asked}{nodes}"));
    }
    if words.contains("didn't match Pod's node affinity/selector") {
        let wanted: Vec<String> = entries(facts.spec, "nodeSelector")
            .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
            .collect();
        let wanted = if wanted.is_empty() { String::new() } else { format!(" ({})", wanted.join(", ")) };
        return (Obstacle::Selector, format!("the node selector or affinity{wanted} matches none{nodes}"));
    }
    if words.contains("untolerated taint") {
        let taint = words.split_once('{').map(|(_, taint)| taint.trim_end_matches('}')).unwrap_or_default();
        let taint =
            taint.split(": ").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("=");
        // Schedulers of Kubernetes 1.34 and 1.36 do not say which, that of 1.28 did.
        let taint = if taint.is_empty() { "a taint".to_owned() } else { format!("the taint {taint}") };
        return (Obstacle::Taint, format!("{taint} is not tolerated{nodes}"));
    }
    if words.contains("were unschedulable") {
        return (Obstacle::Cordoned, format!("cordoned{nodes}"));
    }
    let words = words.trim_start_matches("node(s) ").trim_start_matches("Too many").trim();
    match reason.contains("Too many") {
        true => (Obstacle::Resources, format!("too many {words} already{nodes}")),
        false => (Obstacle::Other, format!("{words}{nodes}")),
    }
}
