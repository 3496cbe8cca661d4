//! The command does not exist: it starts with `/nonexistent` or `/no/such`, or is called `no-such-command`.

use super::{Effect, Fault, Scene, Stage};
use crate::object;

pub(super) const FAULT: Fault = Fault { stage: Stage::Start, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let command = object::texts(scene.container, "/command");
    let word = command.first()?;
    let start = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
        failed: unable to start container process: exec:";
    let why = if word.starts_with("/nonexistent") || word.starts_with("/no/such") {
        format!("stat {word}: no such file or directory")
    } else if *word == "no-such-command" {
        "executable file not found in $PATH".to_owned()
    } else {
        return None;
    };
    Some(Effect::StartError(format!("{start} \"{word}\": {why}")))
}
