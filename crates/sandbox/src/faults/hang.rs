//! F17: requests are taken and never answered.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "hang",
    says: "a request is neither done nor answered",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Hang,
};
