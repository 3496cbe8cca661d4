//! F5: the connection of a watch breaks in the middle of an event.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-cut",
    says: "the connection of a watch breaks in the middle of an event",
    stage: Stage::Event,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| Effect::Cut,
};
