//! A script that fills its memory (`head -c 200m /dev/zero | tail`) under a limit.

use std::time::Duration;

use super::{Effect, Exit, Fault, Scene, Stage};
use crate::{kubelet::script, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Run, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let limited = !object::at(scene.container, "/resources/limits/memory").is_null();
    let text = script::text(scene.container);
    if !(limited && text.contains("/dev/zero") && text.contains("tail")) {
        return None;
    }
    let mut exit = Exit::with_code(Duration::from_secs(1), 137);
    exit.reason = "OOMKilled";
    Some(Effect::Exits(exit))
}
