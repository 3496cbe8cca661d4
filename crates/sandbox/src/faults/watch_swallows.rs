//! F6: a watch does not tell of a change.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-swallows",
    says: "a watch does not tell of a change (change=added, modified or deleted; all otherwise)",
    stage: Stage::Event,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &["change"],
    effect: |_, _| Effect::Swallow,
};
