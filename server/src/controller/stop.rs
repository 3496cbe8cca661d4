//! Wanted: inactive, or deleted.

use kube::ResourceExt;
use slipway_core::api::{Current, Desired};

use super::context::{Context, uid};
use super::halt::Halt;
use super::outcome::Outcome;
use super::{pod, status};
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::objects::{Kind, Ownership, ownership};
use crate::view::Gathered;

/// Removes the pod; the volume stays.
pub(super) async fn run(
    context: &Context,
    instance: &AgentInstance,
    before: &AgentInstanceStatus,
) -> Result<Outcome, Halt> {
    let name = instance.name_any();
    // The API server, not the store: a pod made a moment ago must not be overlooked. Once one has looked, a pod that
    // appears is told of.
    if before.current == Current::Inactive && context.stores.pod(&name).is_none() {
        return Ok(gone(instance, before));
    }
    let found = context.get(Kind::Pod, &name).await?;
    let Some(found) = found.filter(|pod| ownership(pod, &uid(instance)) == Ownership::Ours) else {
        context.stores.logs.forget(&name);
        return Ok(gone(instance, before));
    };
    let grace = found.pointer("/spec/terminationGracePeriodSeconds").and_then(serde_json::Value::as_i64);
    let sentence = format!("The pod is stopping; its containers have up to {} seconds.", grace.unwrap_or(30));
    let gathered = Gathered::with_pod(&context.stores, &name, found.clone());
    let stopping = Outcome::leaving(gathered, before.current, &sentence);
    if !pod::is_stopping(&found) {
        // The activation ends before the pod does: a start in between is a new one.
        status::write(context, instance, &stopping).await?;
        context.delete(Kind::Pod, &name, &pod::uid(&found)).await?;
    }
    Ok(stopping)
}

fn gone(instance: &AgentInstance, before: &AgentInstanceStatus) -> Outcome {
    let sentence = match (instance.spec.desired_state, before.current) {
        (Desired::Deleted, _) => "Deleted; its volume is kept until it is purged.",
        (Desired::Active | Desired::Inactive, Current::Created) => "Not started yet.",
        (Desired::Active | Desired::Inactive, Current::Inactive) if before.sentence == "Not started yet." => {
            "Not started yet."
        }
        (Desired::Active | Desired::Inactive, _) => "Stopped; its volume is kept.",
    };
    Outcome::new(Current::Inactive, sentence)
}
