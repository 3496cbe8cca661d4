//! F19: a backup is made.

use super::{Effect, Fault, Scope, Stage, Travel};

pub(super) const FAULT: Fault = Fault {
    name: "checkpoint",
    says: "the store is remembered, with its count of versions",
    stage: Stage::Order,
    scope: Scope::Cluster,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Travel(Travel::Remember),
};
