//! What all daemons beside the agent have in common.

use k8s_openapi::api::core::v1::{EnvVar, VolumeMount};
use serde_json::{Value, json};

use super::probe::{self, Endpoint};
use super::{Access, Context, Daemon, Hold, PrePull, mount};
use crate::config::{Daemon as Settings, DaemonDataKind, ProbeKind, RunAs, StartupProbe, StorageDriver};
use crate::field;
use crate::finding::Finding;
use crate::generate::claim_spec;
use crate::plan::{Report, canonical_size, convert_env, volume_size};
use crate::target::KubernetesVersion;

/// The daemon's image when none is named. Pinned: floating tags broke clients in 29.0.0.
const PINNED_IMAGE: &str = "docker:29.7.2-dind";
/// The rootless daemon's image when none is named.
const PINNED_ROOTLESS_IMAGE: &str = "docker:29.7.2-dind-rootless";

const DATA_VOLUME: &str = "docker-data";
const DATA_DIRECTORY: &str = "/var/lib/docker";

/// What a mode decides about its daemon.
pub(super) struct Parts {
    pub(super) rootless: bool,
    pub(super) command: Vec<String>,
    pub(super) args: Vec<String>,
    pub(super) env: Vec<EnvVar>,
    pub(super) mounts: Vec<VolumeMount>,
    pub(super) volumes: Vec<Value>,
    pub(super) endpoint: Endpoint,
    pub(super) data_directory: &'static str,
    pub(super) user: Option<i64>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            rootless: false,
            command: Vec::new(),
            args: Vec::new(),
            env: Vec::new(),
            mounts: Vec::new(),
            volumes: Vec::new(),
            endpoint: Endpoint::default(),
            data_directory: DATA_DIRECTORY,
            user: None,
        }
    }
}

pub(super) fn access(context: &Context<'_>, parts: Parts, report: &mut Report) -> Access {
    let settings = &context.docker.daemon;
    let image = image(settings, parts.rootless, report);
    let container = container(settings, context, report);
    let native = native(settings.run_as, context, report);
    let flags = flags(settings, report);
    let probe = probe::plan(&settings.startup_probe, &parts.endpoint, report);
    let pre_pull = pre_pull(settings, report);
    let hold = (!native).then(|| hold(settings)).flatten();
    let data = data(settings, report);

    let mut mounts = parts.mounts;
    if data.is_some() {
        mounts.push(mount(DATA_VOLUME, parts.data_directory));
    }
    mounts.push(mount("home", &context.contract.home));
    mounts.extend(context.workspace.map(|path| mount("workspace", path)));
    let mut env = parts.env;
    env.extend(settings.env.iter().map(convert_env));
    let daemon = Daemon {
        container,
        image,
        native,
        command: parts.command,
        args: parts.args.into_iter().chain(flags).collect(),
        env,
        mounts,
        user: parts.user,
        probe,
        pre_pull,
        hold,
    };
    let volumes = parts.volumes.into_iter().chain(data).collect();
    Access { volumes, daemon: Some(daemon), ..Access::default() }
}

pub(super) fn pinned(rootless: bool) -> &'static str {
    if rootless { PINNED_ROOTLESS_IMAGE } else { PINNED_IMAGE }
}

fn image(settings: &Settings, rootless: bool, report: &mut Report) -> String {
    if settings.image.is_empty() {
        return pinned(rootless).to_owned();
    }
    report.image("image.docker.daemon.image", &settings.image);
    settings.image.clone()
}

fn container(settings: &Settings, context: &Context<'_>, report: &mut Report) -> String {
    let path = "image.docker.daemon.containerName";
    let name = match settings.container_name.as_str() {
        "" => context.contract.daemon_container,
        name => name,
    };
    if name == context.contract.container {
        report.error("container-name", path, format!("The agent's container is already called {name}."));
    }
    report.check("container-name", path, field::label(name));
    name.to_owned()
}

fn native(run_as: RunAs, context: &Context<'_>, report: &mut Report) -> bool {
    let path = "image.docker.daemon.runAs";
    let version = context.target.kubernetes;
    let possible = version >= KubernetesVersion::NATIVE_SIDECARS;
    match run_as {
        RunAs::Auto => possible,
        RunAs::Native => {
            if !possible {
                let message =
                    format!("Kubernetes {version} does not have native sidecars; they came with 1.29.");
                report.push(Finding::error("sidecar-version", path, message).fixed_by(
                    "Let the version decide",
                    path,
                    "auto",
                ));
            }
            true
        }
        RunAs::Container => {
            let (remedy, label) = if possible {
                ("This cluster has native sidecars.", "Use a native sidecar")
            } else {
                (
                    "A build in the first seconds can fail. Left to the version, the agent's start waits.",
                    "Let the agent wait",
                )
            };
            let message = format!(
                "As a plain container the daemon starts beside the agent, not before it, and may stop first. {remedy}"
            );
            report.push(Finding::advice("sidecar-plain", path, message).fixed_by(label, path, "auto"));
            false
        }
    }
}

/// The agent's start waits for a daemon that could not be a native sidecar, as long as its startup probe would: the
/// kubelet starts the containers in their order, and the next when the hook of the one before has ended. Who asks for
/// a plain container gets one, and who asks for no probe wants no waiting.
fn hold(settings: &Settings) -> Option<Hold> {
    let StartupProbe { kind, initial_delay_seconds, period_seconds, timeout_seconds: _, failure_threshold } =
        settings.startup_probe;
    let tries = u64::from(period_seconds) * u64::from(failure_threshold);
    let waits = settings.run_as == RunAs::Auto && kind != ProbeKind::None;
    waits.then(|| Hold { period: period_seconds, longest: u64::from(initial_delay_seconds) + tries })
}

fn flags(settings: &Settings, report: &mut Report) -> Vec<String> {
    let mut flags = Vec::new();
    let driver = match settings.storage_driver {
        StorageDriver::Default => None,
        StorageDriver::Overlay2 => Some("overlay2"),
        StorageDriver::Vfs => Some("vfs"),
        StorageDriver::FuseOverlayfs => Some("fuse-overlayfs"),
    };
    if let Some(driver) = driver {
        flags.push(format!("--storage-driver={driver}"));
        storage_driver_advice(settings.storage_driver, report);
    }
    if let Some(mtu) = settings.mtu {
        if !(576..=9000).contains(&mtu) {
            report.error(
                "mtu",
                "image.docker.daemon.mtu",
                "An MTU is between 576 and 9000; overlay networks use 1450 or less.",
            );
        }
        // --mtu reaches the default bridge alone; Compose and user-defined networks need the option.
        flags.push(format!("--mtu={mtu}"));
        flags.push(format!("--default-network-opt=bridge=com.docker.network.driver.mtu={mtu}"));
    }
    flags.extend(settings.registry_mirrors.iter().map(|url| format!("--registry-mirror={url}")));
    flags.extend(settings.insecure_registries.iter().map(|host| format!("--insecure-registry={host}")));
    flags.extend(settings.extra_args.iter().cloned());
    flags
}

fn storage_driver_advice(driver: StorageDriver, report: &mut Report) {
    let path = "image.docker.daemon.storageDriver";
    let finding = match driver {
        StorageDriver::Default => return,
        StorageDriver::Vfs => Finding::advice(
            "storage-driver-vfs",
            path,
            "vfs copies every layer whole: builds are slow and images large. It is needed only where overlay cannot be used.",
        ),
        StorageDriver::Overlay2 | StorageDriver::FuseOverlayfs => Finding::advice(
            "storage-driver-legacy",
            path,
            "Naming a storage driver leaves Docker's containerd image store for the older one.",
        ),
    };
    report.push(finding.fixed_by("Use Docker's default", path, "default"));
}

fn pre_pull(settings: &Settings, report: &mut Report) -> Option<PrePull> {
    for (index, image) in settings.pre_pull.images.iter().enumerate() {
        report.image(&format!("image.docker.daemon.prePull.images[{index}]"), image);
    }
    let crate::config::PrePull { images, ignore_failures } = settings.pre_pull.clone();
    (!images.is_empty()).then_some(PrePull { images, ignore_failures })
}

fn data(settings: &Settings, report: &mut Report) -> Option<Value> {
    let data = &settings.data;
    let path = "image.docker.daemon.data.size";
    if !data.size.is_empty() {
        report.check("data-size", path, volume_size(&data.size));
    }
    match data.kind {
        DaemonDataKind::None => {
            let message = "Without a volume the daemon's images fill the node's disk, and no limit applies.";
            let kind = "image.docker.daemon.data.kind";
            report.push(Finding::warning("data-missing", kind, message).fixed_by(
                "Use an emptyDir",
                kind,
                "empty-dir",
            ));
            None
        }
        DaemonDataKind::EmptyDir => {
            if data.size.is_empty() {
                report.push(Finding::advice(
                    "data-unlimited",
                    path,
                    "Without a limit one build can fill the node's disk.",
                ));
            }
            let limit = if data.size.is_empty() {
                json!({})
            } else {
                json!({ "sizeLimit": canonical_size(&data.size) })
            };
            Some(json!({ "name": DATA_VOLUME, "emptyDir": limit }))
        }
        DaemonDataKind::EphemeralClaim => {
            if data.size.is_empty() {
                report.error("data-size", path, "A claim needs a size, e.g. 20Gi.");
            }
            if !data.storage_class.is_empty() {
                report.check(
                    "storage-class",
                    "image.docker.daemon.data.storageClass",
                    field::subdomain(&data.storage_class),
                );
            }
            let class = Some(data.storage_class.as_str()).filter(|class| !class.is_empty());
            let template = json!({ "spec": claim_spec(&canonical_size(&data.size), class) });
            Some(json!({ "name": DATA_VOLUME, "ephemeral": { "volumeClaimTemplate": template } }))
        }
    }
}
