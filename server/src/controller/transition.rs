//! Telling of changes of state.

use kube::Resource;
use kube::runtime::events::{Event, EventType, Recorder};
use slipway_core::api::{Current, Desired};

use super::context::Context;
use crate::crd::{AgentInstance, AgentInstanceStatus};

/// Kubernetes refuses a longer note.
const LONGEST_NOTE: usize = 1000;

/// Publishes an event when the state is another, or an error another error.
pub(super) async fn announce(
    context: &Context,
    instance: &AgentInstance,
    before: Option<&AgentInstanceStatus>,
    after: &AgentInstanceStatus,
) {
    let same_state = before.is_some_and(|before| before.current == after.current);
    // What is being stopped keeps its state until the pod is gone; that is no new error.
    let is_wanted = instance.spec.desired_state == Desired::Active;
    let same_error = after.current != Current::Error
        || !is_wanted
        || before.is_some_and(|it| it.sentence == after.sentence);
    if same_state && same_error {
        return;
    }
    let event = Event {
        type_: if after.current == Current::Error { EventType::Warning } else { EventType::Normal },
        reason: reason(after.current).to_owned(),
        note: Some(shortened(&after.sentence)),
        action: "Reconcile".to_owned(),
        secondary: None,
    };
    // A recorder of its own for each: one that is kept counts a second event of the same reason into the first, and
    // the second sentence would be lost.
    let recorder = Recorder::new(context.link.client.clone(), Context::reporter());
    if let Err(error) = recorder.publish(&event, &instance.object_ref(&())).await {
        // The status has it; an event is a courtesy.
        tracing::debug!(%error, "an event was not published");
    }
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
