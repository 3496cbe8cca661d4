//! A script that writes more to an emptyDir (`head -c 20m /dev/zero >/data/big`) than its size limit allows.

use std::time::Duration;

use serde_json::Value;

use super::{Effect, Fault, Scene, Stage};
use crate::{
    kubelet::script,
    object,
    quantity::{self, Quantity},
};

pub(super) const FAULT: Fault = Fault { stage: Stage::Write, find };

fn find(scene: &Scene<'_>) -> Option<Effect> {
    limited(scene.pod).find_map(|(name, limit)| {
        let written = object::items(scene.pod, "/spec/containers")
            .iter()
            .flat_map(|container| script::writes(container).into_iter().map(move |it| (container, it)));
        let too_much = |(container, (path, size)): (&Value, (String, Quantity))| {
            mounts(container, name).any(|mount| path.starts_with(&format!("{mount}/"))) && size > limit
        };
        written.into_iter().any(too_much).then(|| beyond(name, limit, Duration::from_secs(1)))
    })
}

/// The emptyDirs of a pod that have a size limit.
pub(super) fn limited(pod: &Value) -> impl Iterator<Item = (&str, Quantity)> {
    object::items(pod, "/spec/volumes").iter().filter_map(|volume| {
        let limit = quantity::parse(object::text(volume, "/emptyDir/sizeLimit"))?;
        Some((object::text(volume, "/name"), limit))
    })
}

/// Where a container has a volume.
pub(super) fn mounts<'a>(container: &'a Value, volume: &str) -> impl Iterator<Item = &'a str> {
    let mounts = object::items(container, "/volumeMounts").iter();
    mounts.filter(move |it| object::text(it, "/name") == volume).map(|it| object::text(it, "/mountPath"))
}

/// The end of a pod whose volume is too full. The kubelet's sentence ends in a blank.
pub(super) fn beyond(volume: &str, limit: Quantity, after: Duration) -> Effect {
    let message = format!("Usage of EmptyDir volume \"{volume}\" exceeds the limit \"{limit}\". ");
    Effect::VolumeFills { after, message }
}
