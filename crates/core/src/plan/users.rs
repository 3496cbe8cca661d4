//! Users of the agent and of its daemon that have to fit.

use super::Report;
use crate::config::{DockerMode, Image, Instance, ProfileKind};
use crate::finding::Finding;
use crate::profile::Contract;

/// The user of the rootless image.
const ROOTLESS: i64 = 1000;

/// What containers of a rootless daemon do as root, they do as user 1000: seen on a cluster, where they could not write
/// to directories an agent had made as root.
pub(super) fn check(image: &Image, instance: &Instance, contract: &Contract, report: &mut Report) {
    if image.docker.mode != DockerMode::DindRootless || contract.uid == Some(ROOTLESS) {
        return;
    }
    let user = contract.uid.map_or("its image's user".to_owned(), |uid| format!("user {uid}"));
    let message = format!(
        "A rootless daemon's containers write to the workspace as user {ROOTLESS}; the agent runs as {user}, so they \
         cannot change what it makes there. Run it as user {ROOTLESS}."
    );
    let finding = |path| Finding::warning("rootless-agent-user", path, message);
    let path = "instance.profile.generic.uid";
    report.push(match instance.profile.kind {
        ProfileKind::Generic => {
            finding(path).fixed_by(&format!("Run the agent as user {ROOTLESS}"), path, ROOTLESS)
        }
        ProfileKind::Bamboo | ProfileKind::Jenkins | ProfileKind::Gtm => finding("image.docker.mode"),
    });
}
