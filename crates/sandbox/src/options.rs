//! How a sandbox is to behave.

use std::time::Duration;

/// How fast the scripted kubelet plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(u32);

impl Pace {
    /// As people watch it: a pod runs one to two seconds after its creation, back-offs last as on a real node.
    pub const REAL: Self = Self(1);
    /// A hundred times faster, for tests.
    pub const FAST: Self = Self(100);

    /// `factor` times as fast as [`Pace::REAL`]; 0 is taken as 1.
    pub fn times(factor: u32) -> Self {
        Self(factor.max(1))
    }

    /// How long something takes that takes `real` on a real node.
    pub(crate) fn scale(self, real: Duration) -> Duration {
        real / self.0.max(1)
    }
}

/// What the only node has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeSize {
    /// A quantity of cores, such as `8`.
    pub cpu: String,
    /// A quantity of memory, such as `32Gi`.
    pub memory: String,
    /// How many pods it takes.
    pub pods: u32,
}

/// How a sandbox is to behave. Start from [`Options::default`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The version of Kubernetes to say it is, as major and minor.
    pub version: (u32, u32),
    /// How fast the kubelet plays.
    pub pace: Pace,
    /// Whether there is a default storage class, `standard`.
    pub storage_class: bool,
    /// Whether the node has a Docker socket at `/var/run/docker.sock`.
    pub node_docker_socket: bool,
    /// What the node has.
    pub node: NodeSize,
    /// How many events the history keeps for watches that resume.
    pub history: usize,
    /// How often a watch that asked for bookmarks gets one.
    pub bookmark_every: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            version: (1, 36),
            pace: Pace::REAL,
            storage_class: true,
            node_docker_socket: true,
            node: NodeSize { cpu: "8".to_owned(), memory: "32Gi".to_owned(), pods: 110 },
            history: 4_000,
            bookmark_every: Duration::from_secs(60),
        }
    }
}
