//! The pod: making it, making it again, and what is due when it ended.

use std::time::Duration;

use jiff::Timestamp;
use kube::{Resource, ResourceExt};
use serde_json::Value;
use slipway_core::api::Current;

use super::backoff;
use super::context::Context;
use super::halt::Halt;
use super::outcome::Outcome;
use super::recipe::Recipe;
use crate::crd::{Activation, AgentInstance, AgentInstanceStatus};
use crate::objects::{Kind, Prepared, prepare};

/// How a pod ended.
pub(super) struct End {
    sentence: String,
}

/// The uid of a pod.
pub(super) fn uid(pod: &Value) -> String {
    text(pod, "/metadata/uid").to_owned()
}

/// Whether a pod was deleted and its containers are ending.
pub(super) fn is_stopping(pod: &Value) -> bool {
    pod.pointer("/metadata/deletionTimestamp").is_some()
}

/// How the pod ended, when it did: a pod in phase Failed or Succeeded runs nothing, and never will again.
pub(super) fn end(pod: &Value) -> Option<End> {
    let message = text(pod, "/status/message").trim().trim_end_matches('.');
    let sentence = match (text(pod, "/status/phase"), text(pod, "/status/reason")) {
        ("Failed", "Evicted") if message.is_empty() => "The pod was evicted from its node.".to_owned(),
        ("Failed", "Evicted") => format!("The pod was evicted from its node: {message}."),
        ("Failed", "") => "The pod failed: its containers ended and are not restarted.".to_owned(),
        ("Failed", reason) if message.is_empty() => format!("The pod failed ({reason})."),
        ("Failed", reason) => format!("The pod failed ({reason}): {message}."),
        ("Succeeded", _) => "The pod ended by itself, which an agent should not do.".to_owned(),
        _ => return None,
    };
    Some(End { sentence })
}

/// Makes the pod; one that was there before and is gone is made again, at once the first time, then with growing waits.
pub(super) async fn make(
    context: &Context,
    instance: &AgentInstance,
    mut activation: Activation,
    recipe: &Recipe,
    before: &AgentInstanceStatus,
) -> Result<Outcome, Halt> {
    let was_there = !activation.pod_uid.is_empty();
    if was_there {
        let at_once = activation.recreations == 0;
        if let Some(wait) = wait(&mut activation, at_once) {
            let sentence =
                format!("The pod disappeared again; a new one follows after {} seconds.", wait.total);
            return Ok(waiting(activation, sentence, wait));
        }
        // A pod goes with its instance, and the news of that may be late.
        context.confirm(instance, before).await?;
        activation.recreations = activation.recreations.saturating_add(1);
    }
    let name = instance.name_any();
    let owner = instance.controller_owner_ref(&());
    let manifests = recipe.manifests(context).await?;
    let pod = prepare(&manifests.pod, &Prepared { owner: owner.as_ref(), data: None });
    let made = context.apply(Kind::Pod, &name, &pod).await?;
    activation.pod_uid = uid(&made);
    activation.retry_at.clear();
    let sentence =
        if was_there { "The pod was lost and is made again." } else { "The pod waits for a node." };
    Ok(Outcome {
        activation: Some(activation),
        pod: Some(made),
        ..Outcome::new(Current::Deploying, sentence)
    })
}

/// The pod ended: it is removed after a wait, and its disappearance brings a new one.
pub(super) async fn replace(
    context: &Context,
    instance: &AgentInstance,
    mut activation: Activation,
    pod: &Value,
    end: &End,
) -> Result<Outcome, Halt> {
    let mut outcome = match wait(&mut activation, false) {
        Some(wait) => {
            let sentence = format!("{} A new one follows after {} seconds.", end.sentence, wait.total);
            waiting(activation, sentence, wait)
        }
        None => {
            context.delete(Kind::Pod, &instance.name_any(), &uid(pod)).await?;
            let sentence = format!("{} It is being replaced.", end.sentence);
            Outcome { activation: Some(activation), ..Outcome::new(Current::Error, sentence) }
        }
    };
    outcome.pod = Some(pod.clone());
    Ok(outcome)
}

/// A wait that is not over.
struct Wait {
    /// All of it, in seconds.
    total: u64,
    /// What is left of it.
    left: Duration,
}

/// The wait before the next pod; begins it when none was begun. `None` when it is over.
fn wait(activation: &mut Activation, at_once: bool) -> Option<Wait> {
    let now = Timestamp::now();
    let total = if at_once { Duration::ZERO } else { backoff::recreation(activation.recreations) };
    let retry_at = match activation.retry_at.parse::<Timestamp>() {
        Ok(retry_at) => retry_at,
        Err(_) => {
            let retry_at = now.checked_add(total).unwrap_or(now);
            activation.retry_at = retry_at.to_string();
            retry_at
        }
    };
    let left = Duration::try_from(retry_at.duration_since(now)).unwrap_or_default();
    (!left.is_zero()).then_some(Wait { total: total.as_secs(), left })
}

fn waiting(activation: Activation, sentence: String, wait: Wait) -> Outcome {
    Outcome { activation: Some(activation), again: Some(wait.left), ..Outcome::new(Current::Error, sentence) }
}

fn text<'a>(pod: &'a Value, path: &str) -> &'a str {
    pod.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pod_that_runs_nothing_any_more_says_how_it_ended() {
        let check = |phase: &str, reason: &str, message: &str, expected: Option<&str>| {
            let pod = json!({"status": {"phase": phase, "reason": reason, "message": message}});
            assert_eq!(end(&pod).map(|end| end.sentence).as_deref(), expected, "{phase} {reason}");
        };
        check("Running", "", "", None);
        check("Pending", "", "", None);
        check("Failed", "", "", Some("The pod failed: its containers ended and are not restarted."));
        let evicted = "The pod was evicted from its node: The node was low on resource: memory.";
        check("Failed", "Evicted", "The node was low on resource: memory. ", Some(evicted));
        check("Failed", "NodeShutdown", "", Some("The pod failed (NodeShutdown)."));
        check("Succeeded", "", "", Some("The pod ended by itself, which an agent should not do."));
    }
}
