//! F12: nobody listens.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "reset",
    says: "the connection of a request is closed at once",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &[],
    effect: |_, _| Effect::Close,
};
