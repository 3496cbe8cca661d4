use serde::{Deserialize, Serialize};

use super::EnvVar;

/// How the agent reaches a Docker daemon: a mode, and the settings the modes use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Docker {
    /// The mode.
    pub mode: DockerMode,
    /// Settings of mode `host-socket`.
    pub host_socket: HostSocket,
    /// Settings of the daemon in all `dind-*` modes.
    pub daemon: Daemon,
    /// TCP port of mode `dind-port`, 1 to 65535.
    pub port: u16,
    /// Addresses the daemon listens on in modes `dind-tcp` and `dind-port`.
    pub bind: Bind,
    /// Whether mode `dind-port` keeps the image's entrypoint.
    pub entrypoint: Entrypoint,
    /// Directory of `docker.sock`, shared by both containers, in mode `dind-socket`.
    pub socket_directory: String,
}

impl Default for Docker {
    fn default() -> Self {
        Self {
            mode: DockerMode::DindTls,
            host_socket: HostSocket::default(),
            daemon: Daemon::default(),
            port: 8989,
            bind: Bind::Loopback,
            entrypoint: Entrypoint::Keep,
            socket_directory: "/var/run".to_owned(),
        }
    }
}

/// The ways to a Docker daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DockerMode {
    /// No Docker: a standalone agent.
    None,
    /// The node's daemon through its socket; containers are siblings of the agent.
    HostSocket,
    /// A daemon beside the agent, over TCP with TLS on port 2376.
    DindTls,
    /// A daemon beside the agent, over plain TCP on port 2375.
    DindTcp,
    /// A daemon beside the agent, over plain TCP on a port of choice.
    DindPort,
    /// A daemon beside the agent, over a Unix socket in a shared directory.
    DindSocket,
    /// A rootless daemon beside the agent, over its Unix socket.
    DindRootless,
}

impl DockerMode {
    /// Every mode, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::DindTls,
        Self::DindTcp,
        Self::DindPort,
        Self::DindSocket,
        Self::DindRootless,
        Self::HostSocket,
    ];

    /// The word of the written form, e.g. `dind-tls`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::HostSocket => "host-socket",
            Self::DindTls => "dind-tls",
            Self::DindTcp => "dind-tcp",
            Self::DindPort => "dind-port",
            Self::DindSocket => "dind-socket",
            Self::DindRootless => "dind-rootless",
        }
    }

    /// Whether the pod has a daemon container of its own.
    #[must_use]
    pub fn has_daemon(self) -> bool {
        match self {
            Self::None | Self::HostSocket => false,
            Self::DindTls | Self::DindTcp | Self::DindPort | Self::DindSocket | Self::DindRootless => true,
        }
    }
}

/// The node's own daemon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct HostSocket {
    /// Path of the socket on the node.
    pub path: String,
    /// Group id that owns the socket on the node; added to the agent's groups. Empty: the agent runs as root or the
    /// socket is open to its user.
    pub group: Option<i64>,
    /// Path of the node's docker binary to mount into the agent, e.g. `/usr/bin/docker`. Empty: the agent's image
    /// has one.
    pub docker_binary: String,
    /// Library files of the node that binary needs, mounted at the same path.
    pub libraries: Vec<String>,
    /// Directory of the node mounted at the same path into the agent, so that siblings can bind-mount it. Empty: none.
    pub data_directory: String,
}

impl Default for HostSocket {
    fn default() -> Self {
        Self {
            path: "/var/run/docker.sock".to_owned(),
            group: None,
            docker_binary: String::new(),
            libraries: Vec::new(),
            data_directory: String::new(),
        }
    }
}

/// The daemon container of all `dind-*` modes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Daemon {
    /// Container image of the daemon. Empty: the pinned official image of the mode.
    pub image: String,
    /// Name of the daemon's container. Empty: the profile's usual one.
    pub container_name: String,
    /// Native sidecar or plain container.
    pub run_as: RunAs,
    /// How Kubernetes knows that the daemon is up.
    pub startup_probe: StartupProbe,
    /// Storage driver of the daemon.
    pub storage_driver: StorageDriver,
    /// Where the daemon keeps images and containers.
    pub data: DaemonData,
    /// MTU of the default and of user-defined networks, 576 to 9000. Empty: Docker's 1500.
    pub mtu: Option<u32>,
    /// Pull-through mirrors of Docker Hub, e.g. `https://mirror.example.com`, without a path.
    pub registry_mirrors: Vec<String>,
    /// Registries reached over HTTP or with a certificate nobody checks, e.g. `registry.example.com:5000`.
    pub insecure_registries: Vec<String>,
    /// Images pulled after the daemon is up and before the agent starts.
    pub pre_pull: PrePull,
    /// More arguments for `dockerd`, one per item, e.g. `--log-level=warn`.
    pub extra_args: Vec<String>,
    /// More environment for the daemon's container.
    pub env: Vec<EnvVar>,
}

impl Default for Daemon {
    fn default() -> Self {
        Self {
            image: String::new(),
            container_name: String::new(),
            run_as: RunAs::Auto,
            startup_probe: StartupProbe::default(),
            storage_driver: StorageDriver::Default,
            data: DaemonData::default(),
            mtu: None,
            registry_mirrors: Vec::new(),
            insecure_registries: Vec::new(),
            pre_pull: PrePull::default(),
            extra_args: Vec::new(),
            env: Vec::new(),
        }
    }
}

/// How the daemon's container takes part in the pod.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RunAs {
    /// A native sidecar where the cluster has them (Kubernetes 1.29 and newer), else a plain container that
    /// the agent's start waits for.
    #[default]
    Auto,
    /// An init container with `restartPolicy: Always`: up before the agent starts, stopped after it.
    Native,
    /// A container beside the agent's, without a start order.
    Container,
}

/// How Kubernetes knows that the daemon is up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct StartupProbe {
    /// What is asked.
    pub kind: ProbeKind,
    /// Seconds before the first try.
    pub initial_delay_seconds: u32,
    /// Seconds between tries, at least 1.
    pub period_seconds: u32,
    /// Seconds one try may take, at least 1.
    pub timeout_seconds: u32,
    /// Failed tries after which the container is restarted, at least 1.
    pub failure_threshold: u32,
}

impl Default for StartupProbe {
    /// `docker info` every 2 s, 5 s each, for 2 minutes: three RSA keys take 8 s of a full core at the first TLS start.
    fn default() -> Self {
        Self {
            kind: ProbeKind::DockerInfo,
            initial_delay_seconds: 0,
            period_seconds: 2,
            timeout_seconds: 5,
            failure_threshold: 60,
        }
    }
}

/// What a startup probe asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProbeKind {
    /// `docker info` in the daemon's container: the daemon answers.
    #[default]
    DockerInfo,
    /// The TCP port accepts a connection on the pod's address.
    TcpSocket,
    /// `stat` finds the socket file.
    Stat,
    /// No probe.
    None,
}

/// Storage driver of the daemon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StorageDriver {
    /// Docker's own choice: the containerd image store since Docker 29.
    #[default]
    Default,
    /// overlay2: the store of Docker before 29.
    Overlay2,
    /// vfs: works on any filesystem, copies every layer.
    Vfs,
    /// fuse-overlayfs: for rootless daemons on old kernels.
    FuseOverlayfs,
}

/// Where the daemon keeps images and containers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct DaemonData {
    /// The kind of volume.
    pub kind: DaemonDataKind,
    /// Its size: the limit of an emptyDir (exceeded: the pod is evicted) or the request of a claim. Empty: no limit.
    pub size: String,
    /// Storage class of a claim. Empty: the cluster's default.
    pub storage_class: String,
}

impl Default for DaemonData {
    fn default() -> Self {
        Self { kind: DaemonDataKind::EmptyDir, size: "20Gi".to_owned(), storage_class: String::new() }
    }
}

/// The kind of volume for the daemon's data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DaemonDataKind {
    /// An emptyDir on the node: gone with the pod.
    #[default]
    EmptyDir,
    /// A claim made for the pod and gone with it (generic ephemeral volume).
    EphemeralClaim,
    /// No volume: the container runtime's anonymous one, which no size limit bounds.
    None,
}

/// Images pulled before the agent starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct PrePull {
    /// Image references.
    pub images: Vec<String>,
    /// Start the agent even when a pull fails.
    pub ignore_failures: bool,
}

/// Addresses a plain TCP daemon listens on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Bind {
    /// 127.0.0.1: only the pod's own containers.
    #[default]
    Loopback,
    /// 0.0.0.0: the pod's address too, open to the whole cluster.
    All,
}

/// Whether the daemon's image starts by its own entrypoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Entrypoint {
    /// `args` only: the image's `dockerd-entrypoint.sh` prepares cgroups and iptables.
    #[default]
    Keep,
    /// `command: [dockerd]`: nothing is prepared.
    Replace,
}
