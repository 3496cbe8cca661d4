//! F8: a list comes in one huge page.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "list-whole",
    says: "a list comes whole, whatever limit was asked for",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &["list"],
    takes: &[],
    effect: |_, _| Effect::WholeList,
};
