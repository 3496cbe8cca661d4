//! F1: a watch is answered 410 before it begins.

use super::{Fault, Scope, Stage, WATCH, refused};
use crate::status::ApiError;

pub(super) const FAULT: Fault = Fault {
    name: "watch-gone",
    says: "a watch is answered 410 Expired, as an HTTP status",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| refused(&ApiError::expired("The resourceVersion for the provided watch is too old.")),
};
