//! The conditions of a status.

use serde_json::Value;
use slipway_core::api::Condition;

use crate::view;

/// What the pod and the claim say, and how the API server refused what was due, as conditions; a condition that says
/// the same as before keeps its time.
pub(super) fn conditions(
    pod: Option<&Value>,
    claim: Option<&Value>,
    refusal: Option<&str>,
    before: &[Condition],
    now: &str,
) -> Vec<Condition> {
    let mut conditions: Vec<Condition> = refusal.map(view::refused).into_iter().collect();
    conditions.push(storage(claim));
    if let Some(pod) = pod {
        conditions.push(of_pod(pod, "PodScheduled", "Scheduled"));
        conditions.extend(daemon(pod));
        conditions.push(of_pod(pod, "Ready", "Ready"));
    } else {
        conditions.push(condition("Ready", "False", "NoPod", "There is no pod."));
    }
    for condition in &mut conditions {
        let same = before.iter().find(|old| old.kind == condition.kind && old.status == condition.status);
        let since = same.map(|old| old.last_transition_time.clone()).filter(|since| !since.is_empty());
        condition.last_transition_time = since.unwrap_or_else(|| now.to_owned());
    }
    conditions
}

fn storage(claim: Option<&Value>) -> Condition {
    match claim.map(|claim| text(claim, "/status/phase")) {
        None => condition("StorageBound", "False", "NoClaim", "There is no volume claim yet."),
        Some("Bound") => condition("StorageBound", "True", "Bound", "The volume is there."),
        Some("Lost") => condition("StorageBound", "False", "Lost", "The volume of the claim was removed."),
        Some(_) => condition("StorageBound", "False", "Pending", "The claim waits for a volume."),
    }
}

fn of_pod(pod: &Value, kind: &str, name: &str) -> Condition {
    let conditions = pod.pointer("/status/conditions").and_then(Value::as_array);
    let found = conditions.into_iter().flatten().find(|condition| text(condition, "/type") == kind);
    match found {
        Some(found) => {
            condition(name, text(found, "/status"), text(found, "/reason"), text(found, "/message"))
        }
        None => condition(name, "Unknown", "NotReported", ""),
    }
}

/// The daemon's container: the privileged one that is not the agent's. `None` without one.
fn daemon(pod: &Value) -> Option<Condition> {
    let agent = text(pod, "/metadata/annotations/kubectl.kubernetes.io~1default-container");
    let containers = ["/spec/initContainers", "/spec/containers"];
    let mut containers = containers.iter().filter_map(|path| pod.pointer(path)?.as_array()).flatten();
    let daemon = containers.find(|container| {
        let privileged = container.pointer("/securityContext/privileged").and_then(Value::as_bool);
        privileged == Some(true) && text(container, "/name") != agent
    })?;
    let name = text(daemon, "/name");
    let statuses = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let mut statuses = statuses.iter().filter_map(|path| pod.pointer(path)?.as_array()).flatten();
    let status = statuses.find(|status| text(status, "/name") == name);
    let flag = |key: &str| status.and_then(|status| status.get(key)?.as_bool()).unwrap_or_default();
    Some(if flag("ready") && flag("started") {
        condition("DaemonReady", "True", "Ready", &format!("The Docker daemon in container {name} is up."))
    } else if flag("started") {
        condition(
            "DaemonReady",
            "False",
            "NotReady",
            &format!("The Docker daemon in container {name} is not ready."),
        )
    } else {
        condition(
            "DaemonReady",
            "False",
            "NotStarted",
            &format!("The Docker daemon in container {name} is not up."),
        )
    })
}

fn condition(kind: &str, status: &str, reason: &str, message: &str) -> Condition {
    Condition {
        kind: kind.to_owned(),
        status: status.to_owned(),
        reason: reason.to_owned(),
        message: message.to_owned(),
        last_transition_time: String::new(),
    }
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}
