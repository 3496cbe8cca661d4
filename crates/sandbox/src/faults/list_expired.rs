//! F8: the next page of a list has expired.

use super::{Fault, Scope, Stage, refused};
use crate::status::ApiError;

pub(super) const FAULT: Fault = Fault {
    name: "list-expired",
    says: "the further pages of a list are answered 410 Expired",
    stage: Stage::Page,
    scope: Scope::Namespace,
    verbs: &["list"],
    takes: &[],
    effect: |_, _| refused(&ApiError::expired(crate::verbs::TOO_OLD)),
};
