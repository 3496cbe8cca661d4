//! Everything that can be generated: each preset with each way to Docker, its daemon as a sidecar and beside the agent.

use slipway_core::config::{Config, DockerMode, RunAs};
use slipway_core::finding::Finding;
use slipway_core::preset;
use slipway_core::render::{Manifests, render};
use slipway_core::target::Target;

/// One instance.
pub(super) struct Generated {
    /// Preset, mode and how the daemon runs.
    pub(super) name: String,
    pub(super) manifests: Manifests,
}

/// Everything for a cluster of that version. Left to the version a daemon is a native sidecar where the cluster has them,
/// else a plain container that holds the agent's start.
pub(super) fn everything(target: &Target) -> Vec<Generated> {
    let mut all = Vec::new();
    for preset in preset::all() {
        for mode in DockerMode::ALL {
            let ways: &[RunAs] =
                if mode.has_daemon() { &[RunAs::Auto, RunAs::Container] } else { &[RunAs::Auto] };
            for run_as in ways {
                let number = all.len();
                all.extend(generated(preset, mode, *run_as, number, target));
            }
        }
    }
    all
}

/// Nothing when the preset's settings do not go with the mode.
fn generated(
    preset: &preset::Preset,
    mode: DockerMode,
    run_as: RunAs,
    number: usize,
    target: &Target,
) -> Option<Generated> {
    let mut config = preset.config.clone();
    config.image.docker.mode = mode;
    config.image.docker.daemon.run_as = run_as;
    left_alone(&mut config, number);
    let rendered = render(&config, target);
    let is_right = !rendered.findings.iter().any(Finding::is_error);
    let name = format!("{} {} {run_as:?}", preset.name, mode.as_str());
    rendered.manifests.filter(|_| is_right).map(|manifests| Generated { name, manifests })
}

/// Nobody schedules the pod or provides the volume, so that nobody but the test writes them; every second instance has a
/// pull Secret.
fn left_alone(config: &mut Config, number: usize) {
    config.instance.suffix = format!("{:05}", number % 100_000);
    config.instance.storage.class = "nobody".to_owned();
    config.image.docker.daemon.data.storage_class = "nobody".to_owned();
    config.instance.overlay.push_str(if config.instance.overlay.is_empty() { "" } else { "\n" });
    config.instance.overlay.push_str("schedulerName: nobody\n");
    if number.is_multiple_of(2) {
        config.image.registry_credentials = "registry".to_owned();
    }
}
