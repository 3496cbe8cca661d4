//! F8, F14: requests take their time.

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "slow",
    says: "a request waits before it is done (delay=DURATION, 500ms otherwise)",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &["delay"],
    effect: |settings, _| Effect::Delay(settings.delay),
};
