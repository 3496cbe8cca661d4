//! F19: a backup is restored.

use super::{Effect, Fault, Scope, Stage, Travel};

pub(super) const FAULT: Fault = Fault {
    name: "rollback",
    says: "the store becomes what checkpoint remembered, this annotation included, and all watches end",
    stage: Stage::Order,
    scope: Scope::Cluster,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Travel(Travel::Return),
};
