//! The command ends by itself: `false`, `exit 3`, a script that has nothing left to do.

use super::{Effect, Exit, Fault, Scene, Stage};
use crate::kubelet::script;

pub(super) const FAULT: Fault = Fault { stage: Stage::Run, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let (after, code) = script::ending(scene.container)?;
    Some(Effect::Exits(Exit::with_code(after, code)))
}
