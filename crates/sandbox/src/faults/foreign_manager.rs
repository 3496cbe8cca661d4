//! F16: somebody else manages what is applied.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "foreign-manager",
    says: "before an apply the field manager somebody-else takes a label or annotation of it and gives it another value",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &["patch"],
    takes: &[],
    effect: |_, _| Effect::Meddle,
};
