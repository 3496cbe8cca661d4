use std::sync::Arc;
use std::time::Duration;

use kube::ResourceExt;
use kube::runtime::controller::Action;
use slipway_core::api::{Current, Desired};

use super::context::Context;
use super::halt::Halt;
use super::outcome::Outcome;
use super::{activate, backoff, status, stop};
use crate::crd::{AgentInstance, AgentInstanceStatus};

/// Sentences can depend on how long something takes, so what is under way is looked at again.
const UNDER_WAY: Duration = Duration::from_secs(30);

/// One pass over one instance.
pub(super) async fn reconcile(instance: Arc<AgentInstance>, context: Arc<Context>) -> Result<Action, Halt> {
    if instance.metadata.deletion_timestamp.is_some() {
        // Kubernetes removes what the instance owns.
        context.stores.logs.forget(&instance.name_any());
        return Ok(Action::await_change());
    }
    let before = match context.status(&instance) {
        Some(status) => status,
        None => {
            status::write(&context, &instance, None, &Outcome::new(Current::Created, "Accepted.")).await?
        }
    };
    let done = match instance.spec.desired_state {
        Desired::Active => activate::run(&context, &instance, &before).await,
        Desired::Inactive | Desired::Deleted => stop::run(&context, &instance, &before).await,
    };
    let outcome = match done {
        Ok(outcome) => {
            context.accepted(&instance);
            outcome
        }
        Err(halt) => halted(&context, &instance, &before, halt)?,
    };
    // A pass may have written the status in between (a new activation), so it is asked for again.
    let before = context.status(&instance).unwrap_or(before);
    status::write(&context, &instance, Some(&before), &outcome).await?;
    Ok(match (outcome.again, outcome.current) {
        (Some(again), _) => Action::requeue(again),
        (None, Current::Deploying | Current::Loading) => Action::requeue(UNDER_WAY),
        (None, Current::Created | Current::Active | Current::Inactive | Current::Error) => {
            Action::await_change()
        }
    })
}

/// The cluster did not answer: tried again soon. The live pages show the cluster's trouble.
pub(super) fn on_error(instance: Arc<AgentInstance>, error: &Halt, context: Arc<Context>) -> Action {
    tracing::debug!(instance = instance.name_any(), %error, "a pass failed and is tried again");
    context.link.raise_alarm();
    Action::requeue(backoff::refusal(context.refused(&instance)))
}

/// What a halted pass leaves in the status: the error, beside what is known of the activation.
fn halted(
    context: &Context,
    instance: &AgentInstance,
    before: &AgentInstanceStatus,
    halt: Halt,
) -> Result<Outcome, Halt> {
    let (sentence, again) = match halt {
        Halt::Stuck { sentence, retry } => (sentence, retry),
        Halt::Refused(sentence) => (sentence, Some(backoff::refusal(context.refused(instance)))),
        Halt::Cluster(error) => return Err(Halt::Cluster(error)),
    };
    let activation = context.status(instance).unwrap_or_else(|| before.clone()).activation;
    Ok(Outcome { activation, again, ..Outcome::new(Current::Error, sentence) })
}
