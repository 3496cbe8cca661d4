//! A probe's command fails: `false`, `exit 1`.

use serde_json::json;

use super::{Effect, Fault, Scene, Stage};
use crate::{kubelet::script, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Probe, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let command = object::at(scene.container, &format!("/{}/exec/command", scene.probe));
    let (_, code) = script::ending(&json!({ "command": command }))?;
    (code != 0).then(|| Effect::ProbeFails(String::new()))
}
