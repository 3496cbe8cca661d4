//! Writing the status.

use std::time::Duration;

use jiff::Timestamp;
use kube::ResourceExt;
use slipway_core::diagnosis::{Evidence, Progress, progress};

use super::asked::Asked;
use super::context::Context;
use super::halt::Halt;
use super::memory::Known;
use super::outcome::Outcome;
use super::{activation, backoff, claim, conditions, transition};
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::errors::is_code;

/// The waits before a write that conflicted is sent again at once; after them the pass ends and is tried again.
const WAITS: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(200)];

/// Writes the status when it says something new, and an event when the state is another. The status as it is then: it
/// is stored.
///
/// # Errors
/// It is not known to be stored.
pub(super) async fn write(
    context: &Context,
    instance: &AgentInstance,
    outcome: &Outcome,
) -> Result<AgentInstanceStatus, Halt> {
    let before = context.known(instance).await?;
    let status = next(context, instance, before.status.as_ref(), outcome);
    if before.status.as_ref() == Some(&status) {
        return Ok(status);
    }
    let version = stored(context, instance, &before, &status).await?;
    transition::announce(context, instance, before.status.as_ref(), &status, &version);
    Ok(status)
}

/// Stores a status that follows from `before`; the version of the instance then.
async fn stored(
    context: &Context,
    instance: &AgentInstance,
    before: &Known,
    status: &AgentInstanceStatus,
) -> Result<String, Halt> {
    let mut version = before.version.clone();
    let mut waits = WAITS.iter();
    loop {
        let error = match context.store(instance, &version, status).await? {
            Ok(version) => return Ok(version),
            Err(error) => error,
        };
        if !is_code(&error, 409) && !is_code(&error, 404) {
            return Err(Halt::of(Asked::WriteStatus, error));
        }
        // Gone, changed by somebody else, or neither: only a look tells.
        let now = context.look(instance).await?;
        if now.status.as_ref() == Some(status) {
            return Ok(now.version);
        }
        if now.status != before.status {
            return Err(Halt::Overtaken);
        }
        let again = waits.next().filter(|_| context.pauses.is_first(instance));
        let Some(wait) = again else { return Err(Halt::of(Asked::WriteStatus, error)) };
        version = now.version;
        tokio::time::sleep(backoff::spread(*wait)).await;
    }
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
