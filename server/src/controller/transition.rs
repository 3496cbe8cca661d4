//! Telling of changes of state.

use std::fmt::Write;

use jiff::Timestamp;
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use kube::{Resource, ResourceExt};
use sha2::{Digest, Sha256};
use slipway_core::api::{Current, Desired};

use super::context::{Context, uid};
use crate::crd::{AgentInstance, AgentInstanceStatus};

/// Kubernetes refuses a longer note.
const LONGEST_NOTE: usize = 1000;

/// Who says the events.
const REPORTER: &str = "slipway";

/// Tells of a status that was stored as `version` of its instance, when the state is another, or an error another error.
pub(super) fn announce(
    context: &Context,
    instance: &AgentInstance,
    before: Option<&AgentInstanceStatus>,
    after: &AgentInstanceStatus,
    version: &str,
) {
    let same_state = before.is_some_and(|before| before.current == after.current);
    // What is being stopped keeps its state until the pod is gone; that is no new error.
    let is_wanted = instance.spec.desired_state == Desired::Active;
    let same_error = after.current != Current::Error
        || !is_wanted
        || before.is_some_and(|it| it.sentence == after.sentence);
    if !(same_state && same_error) {
        context.teller.tell(event(instance, after, version));
    }
}

fn event(instance: &AgentInstance, after: &AgentInstanceStatus, version: &str) -> Event {
    let is_error = after.current == Current::Error;
    Event {
        metadata: ObjectMeta {
            name: Some(name(instance, version)),
            namespace: instance.namespace(),
            ..ObjectMeta::default()
        },
        action: Some("Reconcile".to_owned()),
        event_time: Some(MicroTime(Timestamp::now())),
        note: Some(shortened(&after.sentence)),
        reason: Some(reason(after.current).to_owned()),
        regarding: Some(instance.object_ref(&())),
        reporting_controller: Some(REPORTER.to_owned()),
        reporting_instance: Some(REPORTER.to_owned()),
        type_: Some(if is_error { "Warning" } else { "Normal" }.to_owned()),
        ..Event::default()
    }
}

/// The same for the same version of the same instance: whoever says it, it is said once.
fn name(instance: &AgentInstance, version: &str) -> String {
    let digest = Sha256::digest(format!("{}/{version}", uid(instance)));
    let mut name = format!("{}.", instance.name_any());
    for byte in digest.iter().take(8) {
        // Writing into a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

fn reason(current: Current) -> &'static str {
    match current {
        Current::Created => "Created",
        Current::Deploying => "Deploying",
        Current::Loading => "Loading",
        Current::Active => "Active",
        Current::Inactive => "Inactive",
        Current::Error => "Error",
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_NOTE {
        return text.to_owned();
    }
    let end = (0..=LONGEST_NOTE).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}…", text.get(..end).unwrap_or_default())
}
