use std::sync::Arc;
use std::time::Duration;

use kube::ResourceExt;
use kube::runtime::controller::Action;
use slipway_core::api::{Current, Desired};

use super::apart::apart;
use super::context::Context;
use super::halt::Halt;
use super::outcome::{LOOK_AGAIN, Outcome};
use super::seen::Seen;
use super::{activate, backoff, halted, status, stop};
use crate::crd::AgentInstance;

/// The wait of an instance whose last pass waited in vain for an answer while as many others as may try it again.
const FULL: Duration = Duration::from_secs(1);

/// One pass over one instance. Whatever becomes of it, there is a next one.
pub(super) async fn reconcile(instance: Arc<AgentInstance>, context: Arc<Context>) -> Result<Action, Halt> {
    let seen = Seen::of(&context, &instance);
    if let Some(left) = context.pauses.left(&instance, &seen) {
        return Ok(Action::requeue(left));
    }
    let is_silent = context.pauses.was_silent(&instance);
    let place = is_silent.then(|| context.silent.clone().try_acquire_owned()).transpose();
    let Ok(place) = place else { return Ok(Action::requeue(backoff::spread(FULL))) };
    let passed = apart(pass(instance.clone(), context.clone())).await;
    drop(place);
    match passed {
        Ok(action) => {
            context.pauses.end(&instance);
            Ok(action)
        }
        Err(halt) => {
            tracing::debug!(instance = instance.name_any(), %halt, "a pass halted");
            apart(async move { Ok(halted::settle(&context, &instance, seen, halt).await) }).await
        }
    }
}

/// What settles a halted pass panicked.
pub(super) fn on_error(instance: Arc<AgentInstance>, halt: &Halt, _: Arc<Context>) -> Action {
    tracing::error!(instance = instance.name_any(), %halt, "a halted pass was not settled");
    Action::requeue(Duration::from_secs(60))
}

async fn pass(instance: Arc<AgentInstance>, context: Arc<Context>) -> Result<Action, Halt> {
    if instance.metadata.deletion_timestamp.is_some() {
        // Kubernetes removes what the instance owns.
        context.stores.logs.forget(&instance.name_any());
        return Ok(Action::await_change());
    }
    context.forget();
    let before = match context.known(&instance).await?.status {
        Some(status) => status,
        None => status::write(&context, &instance, &Outcome::new(Current::Created, "Accepted.")).await?,
    };
    let outcome = match instance.spec.desired_state {
        Desired::Active => activate::run(&context, &instance, &before).await?,
        Desired::Inactive | Desired::Deleted => stop::run(&context, &instance, &before).await?,
    };
    status::write(&context, &instance, &outcome).await?;
    Ok(match (outcome.again, outcome.current) {
        (Some(again), _) => Action::requeue(again),
        (None, Current::Deploying | Current::Loading) => Action::requeue(LOOK_AGAIN),
        (None, Current::Created | Current::Active | Current::Inactive | Current::Error) => {
            Action::await_change()
        }
    })
}
