//! Probes that do not pass.

use serde_json::Value;

use super::Diagnosis;
use super::cause::{of_container, times};
use super::facts::{Container, Event, Facts};
use crate::read::{get, text};

/// So many failures are more than a slow start.
const FAILURES: u32 = 3;

/// A probe dials the pod's address, where a server that listens on loopback only is not.
pub(super) fn startup_against_loopback(facts: &Facts<'_>) -> Option<Diagnosis> {
    facts.containers.iter().find_map(|container| {
        if container.is_started() {
            return None;
        }
        let port = dialled(container.probe("startupProbe")?)?;
        let event = facts.event_of(container, "Unhealthy", "Startup probe failed")?;
        if !event.message.contains("connection refused") || !listens_on_loopback_only(container, &port) {
            return None;
        }
        let sentence = format!(
            "The startup probe of container {} cannot pass: it dials port {port} on the pod's address, but the server listens on 127.0.0.1 only.",
            container.name
        );
        let advice = "Use an exec probe (docker info), which runs inside the container.";
        let evidence = vec![event.quoted(), format!("container {} listens: {}", container.name, loopback(container)?)];
        Some(of_container("probe-cannot-pass", container, true, sentence, advice, evidence))
    })
}

/// The port that a tcpSocket or httpGet probe dials on the pod's own address.
fn dialled(probe: &Value) -> Option<String> {
    let action = get(probe, "tcpSocket")
        .or_else(|| get(probe, "httpGet"))
        .filter(|action| text(action, "host").is_empty())?;
    get(action, "port").map(|port| port.as_str().map_or_else(|| port.to_string(), str::to_owned))
}

fn listens_on_loopback_only(container: &Container<'_>, port: &str) -> bool {
    let end = format!(":{port}");
    let hosts: Vec<&str> =
        container.words().filter(|word| word.contains("tcp://") && word.ends_with(&end)).collect();
    !hosts.is_empty() && hosts.into_iter().all(is_loopback)
}

fn is_loopback(word: &str) -> bool {
    word.contains("tcp://127.0.0.1:") || word.contains("tcp://localhost:")
}

fn loopback<'a>(container: &Container<'a>) -> Option<&'a str> {
    container.words().find(|word| is_loopback(word))
}

/// The kubelet restarts a container whose startup probe does not pass in time.
pub(super) fn startup_failing(facts: &Facts<'_>) -> Option<Diagnosis> {
    facts.containers.iter().find_map(|container| {
        let event = facts.event_of(container, "Unhealthy", "Startup probe failed")?;
        if container.is_started() || container.restarts() == 0 || !killed(facts, container, "startup") {
            return None;
        }
        let sentence = format!(
            "{} was restarted {} because its startup probe did not pass in time{}.",
            container.title(),
            times(container.restarts()),
            answer(event, "Startup")
        );
        let advice = "Look at the container's log, or give the startup probe more time (failureThreshold).";
        Some(of_container(
            "startup-probe-failing",
            container,
            true,
            sentence,
            advice,
            quoted(event, container),
        ))
    })
}

/// The kubelet restarts a container whose liveness probe fails.
pub(super) fn liveness_failing(facts: &Facts<'_>) -> Option<Diagnosis> {
    facts.containers.iter().find_map(|container| {
        let event = facts.event_of(container, "Unhealthy", "Liveness probe failed")?;
        if container.is_ready() || container.restarts() == 0 || !killed(facts, container, "liveness") {
            return None;
        }
        let sentence = format!(
            "{} was restarted {} because its liveness probe fails{}.",
            container.title(),
            times(container.restarts()),
            answer(event, "Liveness")
        );
        let advice = "Correct the probe, or give the container more time before it (initialDelaySeconds, a startup probe).";
        Some(of_container("liveness-failing", container, true, sentence, advice, quoted(event, container)))
    })
}

/// It runs, but does not say that it is ready.
pub(super) fn readiness_failing(facts: &Facts<'_>) -> Option<Diagnosis> {
    facts.containers.iter().find_map(|container| {
        let event = facts.event_of(container, "Unhealthy", "Readiness probe failed")?;
        if !container.is_running() || container.is_ready() || event.count < FAILURES {
            return None;
        }
        let sentence = format!(
            "{} runs but is not ready: its readiness probe fails{}.",
            container.title(),
            answer(event, "Readiness")
        );
        let advice = "Look at the container's log, or correct the probe.";
        Some(of_container("readiness-failing", container, false, sentence, advice, quoted(event, container)))
    })
}

/// `Container agent failed liveness probe, will be restarted`, or with `Init container`.
fn killed(facts: &Facts<'_>, container: &Container<'_>, probe: &str) -> bool {
    let said = format!("failed {probe} probe");
    facts.event("Killing", |message| message.contains(&said) && message.contains(container.name)).is_some()
}

/// What the probe got for an answer.
fn answer(event: &Event<'_>, probe: &str) -> String {
    let said = event
        .message
        .strip_prefix(probe)
        .and_then(|rest| rest.strip_prefix(" probe failed:"))
        .unwrap_or_default();
    match super::cause::shortened(said) {
        said if said.is_empty() => String::new(),
        said => format!(": {}", said.trim_end_matches('.')),
    }
}

fn quoted(event: &Event<'_>, container: &Container<'_>) -> Vec<String> {
    std::iter::once(event.quoted()).chain(container.quoted()).collect()
}
