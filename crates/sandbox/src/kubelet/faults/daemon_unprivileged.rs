//! A Docker daemon that is not privileged cannot mount what it needs.

use std::time::Duration;

use super::{Effect, Exit, Fault, Scene, Stage};
use crate::{kubelet::daemon, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Run, find };

const LINES: &[&str] = &[
    "Certificate request self-signature ok",
    "mount: /sys/kernel/security: permission denied.",
    "Could not mount /sys/kernel/security.",
    "AppArmor detection and --privileged mode might break.",
    "mount: /tmp: permission denied.",
];

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let privileged = object::flag(scene.container, "/securityContext/privileged");
    // A runtime class (Sysbox, Kata) can make it work.
    let own_runtime = !object::text(scene.pod, "/spec/runtimeClassName").is_empty();
    if privileged || own_runtime || !daemon::is_daemon(scene.container) {
        return None;
    }
    let mut exit = Exit::with_code(Duration::from_millis(400), 32);
    exit.lines = LINES.iter().map(|line| (*line).to_owned()).collect();
    exit.probe = Some(
        "Startup probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in \
         container: container is in CONTAINER_EXITED state",
    );
    Some(Effect::Exits(exit))
}
