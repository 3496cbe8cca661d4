//! F22: nobody is known any more.

use super::{Fault, Scope, Stage, refused, words};

pub(super) const FAULT: Fault = Fault {
    name: "unauthorized",
    says: "a request is answered 401 Unauthorized; in the whole cluster unless scope=namespace",
    stage: Stage::Request,
    scope: Scope::Cluster,
    verbs: &[],
    takes: &[],
    effect: |_, _| refused(&words::unauthorized()),
};
