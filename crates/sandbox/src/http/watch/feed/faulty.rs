//! Plays the faults that strike an open watch.

use std::sync::Arc;

use serde_json::Value;

use super::{Asked, Call, Change, End, Event, Feed};
use crate::{
    faults::{Effect, Stage, Still},
    object, verbs,
};

/// The watch of a call.
pub(super) fn asked(call: &Call) -> Asked {
    Asked {
        verb: "watch",
        resource: call.resource.plural.clone(),
        group: call.resource.group.clone(),
        namespace: call.namespace.clone(),
        agent: call.agent.clone(),
        ..Asked::default()
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "ADDED",
        Change::Modified => "MODIFIED",
        Change::Deleted => "DELETED",
    }
}

impl Feed {
    /// Tells a change, unless something happens to it.
    pub(super) fn tell(&mut self, event: &Event, change: Change, object: &Arc<Value>) {
        let asked =
            Asked { name: object::name(object).to_owned(), change: Some(change), ..self.asked.clone() };
        let kind = word(change);
        let before = self.ready.len();
        self.push(kind, object);
        for struck in self.cluster.faults.strike(Stage::Event, &asked) {
            match struck.effect {
                Effect::Swallow => self.ready.truncate(before),
                Effect::Twice => self.push(kind, object),
                Effect::Older => self.tell_older(event, kind, object),
                Effect::Cut => {
                    self.ready.truncate(before + (self.ready.len() - before) / 2);
                    self.end = End::Broken;
                }
                Effect::Answer(_)
                | Effect::Close
                | Effect::CloseWhenDone
                | Effect::Hang
                | Effect::Freeze
                | Effect::Delay(_)
                | Effect::Drip(_)
                | Effect::Meddle
                | Effect::WholeList
                | Effect::Silence
                | Effect::Travel(_) => {}
            }
        }
    }

    /// The state before a change, and the change again.
    fn tell_older(&mut self, event: &Event, kind: &str, object: &Arc<Value>) {
        if let Some(previous) = &event.previous {
            self.push("MODIFIED", &verbs::present(&self.call.resource, previous));
            self.push(kind, object);
        }
    }

    /// Whether a fault keeps the watch from telling its version.
    pub(super) fn is_without_bookmark(&self) -> bool {
        !self.cluster.faults.strike(Stage::Bookmark, &self.asked).is_empty()
    }

    /// Sends nothing until a fault is over, or nothing more at all.
    pub(super) async fn be_still(&mut self, still: Still) {
        let mut closing = self.closing.clone();
        let faults = &self.cluster.faults;
        let over = async {
            match still {
                Still::Until(order) => faults.over(&order).await,
                Still::ForEver => std::future::pending().await,
            }
        };
        tokio::select! {
            () = over => {}
            _ = closing.wait_for(|closing| *closing) => self.end = End::Clean,
        }
    }
}
