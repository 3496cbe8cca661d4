//! Writing the status.

use jiff::Timestamp;
use kube::ResourceExt;
use kube::api::{Patch, PatchParams};
use serde_json::json;
use slipway_core::diagnosis::{Evidence, Progress, progress};

use super::context::Context;
use super::halt::Halt;
use super::outcome::Outcome;
use super::{activation, claim, conditions, transition};
use crate::crd::{AgentInstance, AgentInstanceStatus, GROUP, VERSION};
use crate::objects::FIELD_MANAGER;

/// Writes the status when it says something new, and an event when the state is another. The status as it is then.
pub(super) async fn write(
    context: &Context,
    instance: &AgentInstance,
    before: Option<&AgentInstanceStatus>,
    outcome: &Outcome,
) -> Result<AgentInstanceStatus, Halt> {
    let status = next(context, instance, before, outcome);
    if before == Some(&status) {
        return Ok(status);
    }
    let patch = json!({
        "apiVersion": format!("{GROUP}/{VERSION}"),
        "kind": "AgentInstance",
        "metadata": {"name": instance.name_any(), "uid": instance.uid()},
        "status": &status,
    });
    let params = PatchParams::apply(FIELD_MANAGER).force();
    match context.instances().patch_status(&instance.name_any(), &params, &Patch::Apply(&patch)).await {
        Ok(_) => {}
        // Gone (404), or another one of the same name by now (409 on the uid): its status is of no interest.
        Err(kube::Error::Api(answer)) if matches!(answer.code, 404 | 409) => return Ok(status),
        Err(error) => return Err(Halt::Cluster(error)),
    }
    context.remember(instance, status.clone());
    transition::announce(context, instance, before, &status).await;
    Ok(status)
}

fn next(
    context: &Context,
    instance: &AgentInstance,
    before: Option<&AgentInstanceStatus>,
    outcome: &Outcome,
) -> AgentInstanceStatus {
    let now = Timestamp::now().to_string();
    let since = before.filter(|before| before.current == outcome.current).map(|before| before.since.clone());
    let old = before.map(|before| before.conditions.as_slice()).unwrap_or_default();
    let pod = outcome.pod.as_ref();
    let claim = claim::known(context, &instance.name_any());
    let Progress { ready, total, restarts, .. } = progress(&Evidence { pod, ..Evidence::default() });
    AgentInstanceStatus {
        current: outcome.current,
        sentence: outcome.sentence.clone(),
        since: since.filter(|since| !since.is_empty()).unwrap_or_else(|| now.clone()),
        observed_generation: instance.metadata.generation.unwrap_or_default(),
        ready,
        total,
        readiness: if total == 0 { String::new() } else { format!("{ready}/{total}") },
        restarts,
        outdated: outcome
            .activation
            .as_ref()
            .is_some_and(|of| activation::is_outdated(context, instance, of)),
        conditions: conditions::conditions(pod, claim.as_ref(), outcome.refusal.as_deref(), old, &now),
        activation: outcome.activation.clone(),
    }
}
