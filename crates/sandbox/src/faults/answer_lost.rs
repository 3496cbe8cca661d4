//! F20: the write is done, and nobody learns it.

use super::{Effect, Fault, Scope, Stage, WRITES};

pub(super) const FAULT: Fault = Fault {
    name: "answer-lost",
    says: "a write is done and its connection closed without an answer",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: WRITES,
    takes: &[],
    effect: |_, _| Effect::CloseWhenDone,
};
