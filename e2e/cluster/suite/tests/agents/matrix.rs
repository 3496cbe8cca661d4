//! Every way to a daemon that the core can generate, and every setting of a daemon.

use slipway_core::config::{
    Bind, Config, DaemonDataKind, DockerMode, Entrypoint, PullPolicy, RunAs, StorageDriver,
};
use slipway_core::preset;

use crate::case::Case;
use crate::ground::{CREDENTIALS, HUB_IMAGE, OPEN_IMAGE, OPEN_REGISTRY, PRIVATE_IMAGE};

/// Every Docker mode, its variants and both kinds of container.
pub(crate) fn modes() -> Vec<Case> {
    let kinds = [("native", RunAs::Native), ("container", RunAs::Container)];
    let cases = MODES.iter().flat_map(|mode| kinds.map(|(kind, run_as)| of_mode(mode, kind, run_as)));
    cases.collect()
}

/// Every Docker mode, and images pulled first, with the kind of container left to the cluster's version.
pub(crate) fn left_to_the_version() -> Vec<Case> {
    let pull: (&str, Edit) = ("pre-pull", |config| pre_pull(config, RunAs::Auto));
    MODES.iter().chain([&pull]).map(|mode| of_mode(mode, "auto", RunAs::Auto)).collect()
}

fn of_mode((name, edit): &(&str, Edit), kind: &str, run_as: RunAs) -> Case {
    case(&format!("{name}-{kind}"), |config| {
        config.image.docker.daemon.run_as = run_as;
        edit(config);
    })
}

/// Every setting of a daemon, each in the mode it matters most in.
pub(crate) fn settings() -> Vec<Case> {
    SETTINGS.iter().map(|(name, edit)| case(name, edit)).collect()
}

type Edit = fn(&mut Config);

const MODES: [(&str, Edit); 10] = [
    ("tls", |config| config.image.docker.mode = DockerMode::DindTls),
    ("plain-loopback", |config| config.image.docker.mode = DockerMode::DindTcp),
    ("plain-all", |config| {
        config.image.docker.mode = DockerMode::DindTcp;
        config.image.docker.bind = Bind::All;
    }),
    ("port-loopback", |config| config.image.docker.mode = DockerMode::DindPort),
    ("port-all", |config| {
        config.image.docker.mode = DockerMode::DindPort;
        config.image.docker.bind = Bind::All;
    }),
    ("port-replace", |config| {
        config.image.docker.mode = DockerMode::DindPort;
        config.image.docker.entrypoint = Entrypoint::Replace;
    }),
    ("port-replace-all", |config| {
        config.image.docker.mode = DockerMode::DindPort;
        config.image.docker.entrypoint = Entrypoint::Replace;
        config.image.docker.bind = Bind::All;
    }),
    ("socket-run", |config| config.image.docker.mode = DockerMode::DindSocket),
    ("socket-own", |config| {
        config.image.docker.mode = DockerMode::DindSocket;
        config.image.docker.socket_directory = "/dind-only".to_owned();
    }),
    ("rootless", rootless),
];

const SETTINGS: [(&str, Edit); 12] = [
    ("overlay2", |config| config.image.docker.daemon.storage_driver = StorageDriver::Overlay2),
    ("vfs", |config| config.image.docker.daemon.storage_driver = StorageDriver::Vfs),
    ("fuse-overlayfs", |config| {
        rootless(config);
        config.image.docker.daemon.storage_driver = StorageDriver::FuseOverlayfs;
    }),
    ("mtu", |config| config.image.docker.daemon.mtu = Some(1400)),
    ("mtu-rootless", |config| {
        rootless(config);
        config.image.docker.daemon.mtu = Some(1400);
    }),
    ("data-claim", |config| config.image.docker.daemon.data.kind = DaemonDataKind::EphemeralClaim),
    ("data-none", |config| config.image.docker.daemon.data.kind = DaemonDataKind::None),
    ("workspace", |config| config.instance.workspace = "/builds".to_owned()),
    ("pre-pull-native", |config| pre_pull(config, RunAs::Native)),
    ("pre-pull-container", |config| pre_pull(config, RunAs::Container)),
    ("pull-secret", |config| {
        config.image.agent_image = PRIVATE_IMAGE.to_owned();
        config.image.pull_policy = PullPolicy::Always;
        config.image.registry_credentials = CREDENTIALS[0].0.to_owned();
    }),
    ("mirror", |config| {
        config.image.docker.daemon.registry_mirrors = vec![format!("http://{OPEN_REGISTRY}")];
        config.image.docker.daemon.pre_pull.images = vec![HUB_IMAGE.to_owned()];
    }),
];

/// A case of the generic agent, whose daemon has half of the processor: with a quarter it starts more slowly.
pub(crate) fn case(name: &str, edit: impl Fn(&mut Config)) -> Case {
    let mut config = preset::find("generic-dind").expect("the preset").config.clone();
    config.instance.size.agent_share = 50;
    list_at_start(&mut config);
    edit(&mut config);
    Case::new(name, config)
}

/// With an agent of the daemon's user, as the core advises.
fn rootless(config: &mut Config) {
    config.image.docker.mode = DockerMode::DindRootless;
    config.instance.profile.generic.uid = Some(1000);
    config.instance.profile.generic.gid = Some(1000);
}

fn pre_pull(config: &mut Config, run_as: RunAs) {
    let daemon = &mut config.image.docker.daemon;
    daemon.run_as = run_as;
    daemon.insecure_registries = vec![OPEN_REGISTRY.to_owned()];
    daemon.pre_pull.images = vec![OPEN_IMAGE.to_owned()];
}

/// An agent that writes down, before anything else, which images its daemon has.
fn list_at_start(config: &mut Config) {
    let script = "docker images --format '{{.Repository}}:{{.Tag}}' >/workspace/at-start 2>&1; \
                  trap exit TERM; while :; do sleep 1; done";
    config.instance.profile.generic.command = ["sh", "-c", script].map(str::to_owned).to_vec();
}
