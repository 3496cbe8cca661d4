//! F4: the connections of open watches are forgotten on the way, and nobody is told.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-silent",
    says: "watches that are open send nothing more and do not end; new ones work",
    stage: Stage::Open,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| Effect::Silence,
};
