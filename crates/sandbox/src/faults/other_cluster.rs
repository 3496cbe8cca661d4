//! F19: another cluster answers at the same address.

use super::{Effect, Fault, Scope, Stage, Travel};

pub(super) const FAULT: Fault = Fault {
    name: "other-cluster",
    says: "another cluster answers: the same namespaces and definitions under other uids, nothing in them, and versions that go on; all watches end",
    stage: Stage::Order,
    scope: Scope::Cluster,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Travel(Travel::Replace),
};
