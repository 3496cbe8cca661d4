//! A Docker daemon with too little memory is killed: at once below 32Mi, at its first work below 128Mi.

use std::time::Duration;

use super::{Effect, Exit, Fault, Scene, Stage};
use crate::{kubelet::daemon, object, quantity};

pub(super) const FAULT: Fault = Fault { stage: Stage::Run, find };

const TO_START: &str = "32Mi";
const TO_WORK: &str = "128Mi";

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let limit = quantity::parse(object::text(scene.container, "/resources/limits/memory"))?;
    let below = |size: &str| quantity::parse(size).is_some_and(|size| size > limit);
    if !daemon::is_daemon(scene.container) || !below(TO_WORK) {
        return None;
    }
    let starts = !below(TO_START);
    let port = if daemon::Daemon::of(scene.container).tls { 2376 } else { 2375 };
    Some(Effect::Exits(Exit {
        after: if starts { Duration::from_secs(5) } else { Duration::from_millis(400) },
        code: 137,
        reason: "OOMKilled",
        lines: Vec::new(),
        others: starts
            .then(|| format!("read tcp 127.0.0.1:35800->127.0.0.1:{port}: read: connection reset by peer")),
        killed: false,
        probe: (!starts).then_some("Startup probe failed: "),
    }))
}
