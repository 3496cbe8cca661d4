//! F3: a watch ends as soon as it has begun, without an error.

use super::{Fault, Scope, Stage, WATCH, stream};

pub(super) const FAULT: Fault = Fault {
    name: "watch-ends",
    says: "a watch is accepted and ends at once, without a word",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| stream(String::new()),
};
