//! F18: a right is gone.

use super::{Fault, Scope, Stage, refused, words};

pub(super) const FAULT: Fault = Fault {
    name: "forbidden",
    says: "a request is answered 403 Forbidden, as one without the right",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &[],
    effect: |_, asked| refused(&words::without_right(asked)),
};
