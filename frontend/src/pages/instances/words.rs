//! Short words for what a column shows.

use slipway_core::config::{DockerMode, Instance, SizePreset};

/// A Docker access mode in a column.
#[must_use]
pub(crate) fn mode(mode: DockerMode) -> &'static str {
    match mode {
        DockerMode::None => "none",
        DockerMode::HostSocket => "host socket",
        DockerMode::DindTls => "dind, TLS",
        DockerMode::DindTcp => "dind, TCP",
        DockerMode::DindPort => "dind, own port",
        DockerMode::DindSocket => "dind, socket",
        DockerMode::DindRootless => "dind, rootless",
    }
}

/// The size of an instance in a column: its name, or its own quantities.
#[must_use]
pub(crate) fn size(instance: &Instance) -> String {
    let size = &instance.size;
    match size.preset {
        SizePreset::Custom => format!("{} CPU, {}", size.cpu, size.memory),
        SizePreset::Small | SizePreset::Medium | SizePreset::Large | SizePreset::Xlarge => {
            size.preset.as_str().to_owned()
        }
    }
}
