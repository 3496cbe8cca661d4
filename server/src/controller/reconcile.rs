use std::sync::Arc;
use std::time::Duration;

use kube::ResourceExt;
use kube::runtime::controller::Action;
use slipway_core::api::{Current, Desired};

use super::context::Context;
use super::halt::Halt;
use super::outcome::{LOOK_AGAIN, Outcome};
use super::{activate, backoff, status, stop};
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::view::{self, Gathered};

/// Longest a pass may take: an API server that works answers each of its requests within a minute, if only that it is
/// busy.
const LONGEST: Duration = Duration::from_secs(90);

/// One pass over one instance.
pub(super) async fn reconcile(instance: Arc<AgentInstance>, context: Arc<Context>) -> Result<Action, Halt> {
    within(LONGEST, pass(instance, context)).await
}

/// A pass that waits for an answer that never comes would keep its place, and nobody would hear of it.
async fn within<T>(longest: Duration, pass: impl Future<Output = Result<T, Halt>>) -> Result<T, Halt> {
    tokio::time::timeout(longest, pass).await.unwrap_or(Err(Halt::Silence))
}

async fn pass(instance: Arc<AgentInstance>, context: Arc<Context>) -> Result<Action, Halt> {
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
        (None, Current::Deploying | Current::Loading) => Action::requeue(LOOK_AGAIN),
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

/// What a halted pass leaves in the status: the error, beside what is known of the activation and the pod.
fn halted(
    context: &Context,
    instance: &AgentInstance,
    before: &AgentInstanceStatus,
    halt: Halt,
) -> Result<Outcome, Halt> {
    let (sentence, refusal, again) = match halt {
        Halt::Stuck { sentence, retry } => (sentence, None, retry),
        Halt::Refused { sentence, answer } => {
            if is_about_rights(&answer) {
                context.link.doubt_rights();
            }
            let again = Some(backoff::refusal(context.refused(instance)));
            // A status that says something new brings the next pass at once.
            match view::kept(&before.conditions, &answer) {
                Some(kept) => (before.sentence.clone(), Some(kept.to_owned()), again),
                None => (sentence, Some(answer), again),
            }
        }
        silent @ (Halt::Cluster(_) | Halt::Silence) => return Err(silent),
    };
    let activation = context.status(instance).unwrap_or_else(|| before.clone()).activation;
    let pod = Gathered::from_stores(&context.stores, instance).pod;
    Ok(Outcome { activation, pod, refusal, again, ..Outcome::new(Current::Error, sentence) })
}

/// Whether the account may not do it at all: then the cluster's trouble names every right that is missing.
fn is_about_rights(answer: &str) -> bool {
    slipway_core::diagnosis::refusal(answer).is_some_and(|diagnosis| diagnosis.code == "rights-missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pass_without_an_answer_ends() {
        let ended = within(Duration::from_millis(1), std::future::pending::<Result<(), Halt>>()).await;
        assert!(matches!(ended, Err(Halt::Silence)), "{ended:?}");
    }
}
