//! F2: a watch begins, says that its version has expired, and ends.

use serde_json::json;

use super::{Fault, Scope, Stage, WATCH, stream};
use crate::status::ApiError;

pub(super) const FAULT: Fault = Fault {
    name: "watch-expired",
    says: "a watch sends an ERROR event with 410 Expired and ends",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| {
        let error = ApiError::expired("too old resource version: 1 (2)").to_status();
        stream(format!("{}\n", json!({ "type": "ERROR", "object": error })))
    },
};
