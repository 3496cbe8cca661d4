//! A probe asks for a Docker daemon where it does not listen: `docker info` without `DOCKER_HOST` means
//! `/var/run/docker.sock`, `stat` and `test` name their socket.

use super::{Effect, Fault, Scene, Stage};
use crate::{kubelet::daemon, object};

pub(super) const FAULT: Fault = Fault { stage: Stage::Probe, find };

const DEFAULT: &str = "/var/run/docker.sock";

fn find(scene: &Scene<'_>) -> Option<Effect> {
    // The rootless image's daemon listens where its own client looks.
    if !daemon::is_daemon(scene.container) || scene.text("/image").contains("rootless") {
        return None;
    }
    let command = object::texts(scene.container, &format!("/{}/exec/command", scene.probe));
    let daemon = daemon::Daemon::of(scene.container);
    match command.as_slice() {
        ["docker", rest @ ..] => {
            let elsewhere = rest
                .iter()
                .any(|it| matches!(*it, "-H" | "--host" | "-c" | "--context") || it.starts_with("--host="));
            let told = elsewhere || daemon::environment(scene.container, "DOCKER_HOST").is_some();
            (!told && !daemon.listens_on(DEFAULT))
                .then(|| Effect::ProbeFails(daemon::unreachable_message(DEFAULT)))
        }
        ["stat" | "test", .., path] if path.ends_with(".sock") && !daemon.listens_on(path) => {
            Some(Effect::ProbeFails(format!("stat: can't stat '{path}': No such file or directory\n")))
        }
        _ => None,
    }
}
