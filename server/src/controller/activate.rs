//! Wanted: active.

use std::time::Duration;

use kube::ResourceExt;
use serde_json::Value;
use slipway_core::api::Current;

use super::context::{Context, uid};
use super::halt::Halt;
use super::outcome::Outcome;
use super::recipe::Recipe;
use super::{activation, claim, credentials, pod, status};
use crate::crd::{Activation, AgentInstance, AgentInstanceStatus};
use crate::objects::{Kind, Ownership, ownership};
use crate::view::Gathered;

/// Makes and keeps the pod.
pub(super) async fn run(
    context: &Context,
    instance: &AgentInstance,
    before: &AgentInstanceStatus,
) -> Result<Outcome, Halt> {
    let found = find_pod(context, instance).await?;
    if let (Some(pod), Some(activation)) = (&found, restarting(instance, before)) {
        return end(context, instance, activation, pod).await;
    }
    // An activation that never had a pod may begin again, with the settings as they are by now.
    let activation = before.activation.clone().filter(|it| {
        let is_wanted = it.restarted_at == instance.restarted_at();
        is_wanted && (!it.pod_uid.is_empty() || found.is_some())
    });
    let Some(activation) = activation else {
        return match found {
            Some(found) if pod::is_stopping(&found) => {
                let sentence = "The previous pod is still stopping; a new one follows.";
                Ok(leaving(context, instance, found, sentence))
            }
            found => begin(context, instance, found.as_ref(), before).await,
        };
    };
    let recipe = Recipe::of(&activation);
    keep(context, instance, activation, &recipe, found, before).await
}

/// The activation that a restart is to end.
fn restarting(instance: &AgentInstance, before: &AgentInstanceStatus) -> Option<Activation> {
    before.activation.clone().filter(|it| it.restarted_at != instance.restarted_at())
}

/// Ends the pod of an activation that a restart replaces; its disappearance brings the next pass.
async fn end(
    context: &Context,
    instance: &AgentInstance,
    activation: Activation,
    found: &Value,
) -> Result<Outcome, Halt> {
    if !pod::is_stopping(found) {
        context.delete(Kind::Pod, &instance.name_any(), &pod::uid(found)).await?;
    }
    let sentence = "It restarts: the pod is stopping, and a new one follows.";
    Ok(Outcome { activation: Some(activation), ..leaving(context, instance, found.clone(), sentence) })
}

/// A pod that goes before a new one follows.
fn leaving(context: &Context, instance: &AgentInstance, found: Value, sentence: &str) -> Outcome {
    let gathered = Gathered::with_pod(&context.stores, &instance.name_any(), found);
    Outcome::leaving(gathered, Current::Deploying, sentence)
}

/// A new activation: stored before anything is made from it, so that nothing is ever made from anything else.
async fn begin(
    context: &Context,
    instance: &AgentInstance,
    leftover: Option<&Value>,
    before: &AgentInstanceStatus,
) -> Result<Outcome, Halt> {
    let (mut activation, recipe) = activation::begin(context, instance).await?;
    // A pod of ours without an activation: the status was lost, the pod was not.
    activation.pod_uid = leftover.map(pod::uid).unwrap_or_default();
    if let Some(old) = before.activation.clone().filter(|old| activation::same(old, &activation)) {
        return keep(context, instance, old, &recipe, leftover.cloned(), before).await;
    }
    let started = Outcome {
        activation: Some(activation.clone()),
        pod: leftover.cloned(),
        ..Outcome::new(Current::Deploying, "Its objects are being applied.")
    };
    let before = status::write(context, instance, &started).await?;
    keep(context, instance, activation, &recipe, leftover.cloned(), &before).await
}

async fn keep(
    context: &Context,
    instance: &AgentInstance,
    mut activation: Activation,
    recipe: &Recipe,
    found: Option<Value>,
    before: &AgentInstanceStatus,
) -> Result<Outcome, Halt> {
    activation::forgive(&mut activation, before);
    credentials::ensure(context, instance, &activation, recipe, found.is_none()).await?;
    claim::ensure(context, instance, &activation, recipe).await?;
    match found {
        None => pod::make(context, instance, activation, recipe, before).await,
        Some(found) if pod::is_stopping(&found) => {
            let sentence = "The pod is being removed; a new one follows.";
            Ok(Outcome { activation: Some(activation), ..leaving(context, instance, found, sentence) })
        }
        Some(found) => match pod::end(&found) {
            Some(end) => pod::replace(context, instance, activation, &found, &end).await,
            None => Ok(watch(context, instance, activation, found).await),
        },
    }
}

/// The pod is there: what does it do?
async fn watch(
    context: &Context,
    instance: &AgentInstance,
    mut activation: Activation,
    found: Value,
) -> Outcome {
    super::last_words::collect(context, &instance.name_any(), &found).await;
    activation.pod_uid = pod::uid(&found);
    activation.retry_at.clear();
    let gathered = Gathered::with_pod(&context.stores, &instance.name_any(), found);
    Outcome { activation: Some(activation), ..Outcome::seen(gathered) }
}

/// The pod of the instance's name: from the store, else (it may be too new, or not Slipway's) from the API server.
async fn find_pod(context: &Context, instance: &AgentInstance) -> Result<Option<Value>, Halt> {
    let name = instance.name_any();
    let known = context.stores.pod(&name).and_then(|pod| serde_json::to_value(&*pod).ok());
    let found = match known {
        Some(pod) => Some(pod),
        None => context.get(Kind::Pod, &name).await?,
    };
    match found {
        Some(pod) => owned(instance, Kind::Pod, pod).map(Some),
        None => Ok(None),
    }
}

/// `object` when the instance owns it; else the instance is stuck, and the object is left alone.
pub(super) fn owned(instance: &AgentInstance, kind: Kind, object: Value) -> Result<Value, Halt> {
    match ownership(&object, &uid(instance)) {
        Ownership::Ours => Ok(object),
        Ownership::Foreign => {
            let sentence = format!(
                "A {} named {} is there already and does not belong to this instance; remove it, or create the \
                 instance under another name.",
                kind.name(),
                instance.name_any()
            );
            Err(Halt::stuck_for(sentence, Duration::from_secs(15)))
        }
    }
}
