//! A TCP probe comes from the node and cannot reach a Docker daemon that listens on loopback.

use super::{Effect, Fault, Scene, Stage};
use crate::{kubelet::daemon, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Probe, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let probe = object::at(scene.container, &format!("/{}", scene.probe));
    let port = daemon::port(scene.container, object::at(probe, "/tcpSocket/port"))?;
    if !daemon::is_daemon(scene.container) || daemon::Daemon::of(scene.container).reachable_at(port) {
        return None;
    }
    let address = object::text(scene.pod, "/status/podIP");
    Some(Effect::ProbeFails(format!("dial tcp {address}:{port}: connect: connection refused")))
}
