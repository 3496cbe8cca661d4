//! F21: the API server stands still, as one that was stopped by a signal or swaps.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "frozen",
    says: "requests and open watches wait until the fault is over and then go on; in the whole cluster unless scope=namespace",
    stage: Stage::Any,
    scope: Scope::Cluster,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Freeze,
};
