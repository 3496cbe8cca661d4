//! F5: a watch sends bytes that are no event.

use super::{Fault, Scope, Stage, WATCH, stream};

pub(super) const FAULT: Fault = Fault {
    name: "watch-garbage",
    says: "a watch sends bytes that are no event and ends",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| stream("<html>\u{1}{\"type\":\n]]\n".to_owned()),
};
