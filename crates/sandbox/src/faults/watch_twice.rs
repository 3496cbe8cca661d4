//! F7: a watch tells every change twice.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-twice",
    says: "a watch tells a change twice",
    stage: Stage::Event,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &["change"],
    effect: |_, _| Effect::Twice,
};
