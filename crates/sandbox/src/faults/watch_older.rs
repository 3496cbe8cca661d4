//! F7: after a change a watch tells what was before it once more.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-older",
    says: "a watch tells a change, the state before it, and the change again",
    stage: Stage::Event,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &["change"],
    effect: |_, _| Effect::Older,
};
