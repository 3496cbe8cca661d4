//! What an instance is doing.

use super::facts::{Container, Facts};
use super::{ContainerKind, ContainerView, Diagnosis, Evidence, claim, diagnose};
use crate::api::Current;
use crate::read::{dig, text};

/// What an instance is doing now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Created, Deploying, Loading, Active or Error.
    pub state: Current,
    /// One sentence, without a full stop while under way: "Pulling image docker:29-dind for container docker".
    pub sentence: String,
    /// Containers that are ready; native sidecars count, as kubectl's READY.
    pub ready: u32,
    /// Containers that should be.
    pub total: u32,
    /// Restarts of all containers.
    pub restarts: u32,
    /// All containers, those that start first first.
    pub containers: Vec<ContainerView>,
    /// Why it does not work, when it does not. It can be over with time alone: a crash is forgotten after a while.
    pub diagnosis: Option<Diagnosis>,
}

/// What the evidence shows the instance doing.
#[must_use]
pub fn progress(evidence: &Evidence<'_>) -> Progress {
    let facts = Facts::new(evidence);
    let counted = || facts.containers.iter().filter(|container| container.kind != ContainerKind::Init);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let ready = number(counted().filter(|container| container.is_ready()).count());
    let total = number(counted().count());
    let diagnosis = diagnose(evidence);
    let (state, sentence) = match &diagnosis {
        Some(diagnosis) if diagnosis.stuck => (Current::Error, diagnosis.sentence.clone()),
        trouble => {
            let (state, doing) = doing(&facts, ready, total);
            (state, trouble.as_ref().map_or(doing, |diagnosis| diagnosis.sentence.clone()))
        }
    };
    let containers = facts.containers.iter().map(view).collect();
    Progress { state, sentence, ready, total, restarts: facts.restarts(), containers, diagnosis }
}

fn doing(facts: &Facts<'_>, ready: u32, total: u32) -> (Current, String) {
    if !facts.has_pod() {
        return (Current::Created, "Waiting for its pod".to_owned());
    }
    if facts.is_stopping() {
        return (Current::Loading, "Stopping".to_owned());
    }
    if !facts.is_scheduled() {
        let waiting =
            if claim::is_being_made(facts) { "The volume is being made" } else { "Waiting for a node" };
        return (Current::Deploying, waiting.to_owned());
    }
    if total > 0 && ready == total {
        return (Current::Active, format!("Agent running, {ready}/{total} ready"));
    }
    if let Some(pulling) = pulling(facts) {
        return (Current::Deploying, pulling);
    }
    if facts.containers.iter().all(|container| !container.is_running() && container.last_end().is_none()) {
        return (Current::Deploying, preparing(facts));
    }
    (Current::Loading, loading(facts))
}

/// The newest pull that has not ended.
fn pulling(facts: &Facts<'_>) -> Option<String> {
    facts.containers.iter().filter(|container| container.waiting().is_some()).find_map(|container| {
        let started = |event: &&super::facts::Event<'_>| {
            matches!(event.reason, "Pulling" | "Pulled" | "Failed" | "BackOff")
        };
        let newest =
            facts.events.iter().rev().filter(started).find(|event| event.is_about(container.name))?;
        let image = container.image();
        (newest.reason == "Pulling")
            .then(|| format!("Pulling image {image} for container {}", container.name))
    })
}

fn preparing(facts: &Facts<'_>) -> String {
    let sandbox = facts
        .condition("PodReadyToStartContainers")
        .is_some_and(|condition| text(condition, "status") == "True");
    match facts.containers.first() {
        Some(first) if sandbox => format!("Starting container {}", first.name),
        Some(_) | None if facts.status.get("startTime").is_some() => {
            "Mounting volumes and setting up the network".to_owned()
        }
        Some(_) | None => "Waiting for the node to take the pod".to_owned(),
    }
}

/// The first container that is not where it should be.
fn loading(facts: &Facts<'_>) -> String {
    for container in &facts.containers {
        let done =
            container.kind == ContainerKind::Init && container.ended().is_some_and(|end| end.exit_code == 0);
        if done || container.is_ready() {
            continue;
        }
        return match (container.kind, container.is_running()) {
            (ContainerKind::Init, true) => format!("Running init container {}", container.name),
            (ContainerKind::Sidecar | ContainerKind::Main, true) if container.is_daemon() => {
                "Waiting for the Docker daemon".to_owned()
            }
            (ContainerKind::Sidecar | ContainerKind::Main, true) => {
                format!("Waiting for container {} to become ready", container.name)
            }
            (_, false) if container.last_end().is_some() => {
                format!("Restarting container {}", container.name)
            }
            (_, false) => format!("Starting container {}", container.name),
        };
    }
    "Starting".to_owned()
}

fn view(container: &Container<'_>) -> ContainerView {
    let field = |state: &str, field: &str| {
        dig(container.status, &["state", state, field])
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let (state, reason, message, since) = if container.is_running() {
        ("running", String::new(), String::new(), field("running", "startedAt"))
    } else if let Some(end) = container.ended() {
        ("terminated", end.reason.to_owned(), end.message.to_owned(), end.at.to_owned())
    } else {
        ("waiting", field("waiting", "reason"), field("waiting", "message"), String::new())
    };
    ContainerView {
        name: container.name.to_owned(),
        kind: container.kind,
        image: container.image().to_owned(),
        state: state.to_owned(),
        reason,
        message,
        ready: container.is_ready(),
        restarts: container.restarts(),
        since,
        last_end: container.last_end().map(|end| end.told()).unwrap_or_default(),
        memory_limit: container.limit("memory").to_owned(),
        cpu_limit: container.limit("cpu").to_owned(),
    }
}
