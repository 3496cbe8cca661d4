//! F15: a write lost a race, again and again.

use super::{Fault, Scope, Stage, refused, words};

pub(super) const FAULT: Fault = Fault {
    name: "conflict",
    says: "a write of an object that exists is answered 409 Conflict",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &["update", "patch", "delete"],
    takes: &[],
    effect: |_, asked| refused(&words::raced(asked)),
};
