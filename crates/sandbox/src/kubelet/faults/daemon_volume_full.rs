//! The first images of a Docker daemon fill its data volume, if that is an emptyDir of less than 256Mi.

use std::time::Duration;

use super::{
    Effect, Fault, Scene, Stage,
    volume_full::{beyond, limited, mounts},
};
use crate::{kubelet::daemon, object, quantity};

pub(super) const FAULT: Fault = Fault { stage: Stage::Write, find };

const TO_WORK: &str = "256Mi";

fn find(scene: &Scene<'_>) -> Option<Effect> {
    let enough = quantity::parse(TO_WORK)?;
    let lists = ["/spec/initContainers", "/spec/containers"];
    let containers = lists.iter().flat_map(|list| object::items(scene.pod, list));
    let daemons: Vec<_> = containers.filter(|it| daemon::is_daemon(it)).collect();
    let holds_data =
        |volume: &str| daemons.iter().any(|it| mounts(it, volume).any(daemon::is_data_directory));
    limited(scene.pod)
        .find(|(name, limit)| *limit < enough && holds_data(name))
        .map(|(name, limit)| beyond(name, limit, Duration::from_secs(5)))
}
