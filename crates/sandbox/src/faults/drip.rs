//! F13: the answer comes byte by byte.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "drip",
    says: "an answer comes byte by byte (delay=DURATION between two, 500ms otherwise)",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &["delay"],
    effect: |settings, _| Effect::Drip(settings.delay),
};
