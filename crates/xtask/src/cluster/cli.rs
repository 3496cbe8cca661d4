//! The command line of `cargo xtask cluster`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// A real one-node Kubernetes for tests and for trying Slipway out. Needs root on Linux, Go, and Debian's packages.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// One command about the cluster.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Build what is missing: Kubernetes, containerd, Docker, images (10 to 15 minutes the first time)
    Build {
        /// Version of Kubernetes
        #[arg(long, value_enum, default_value_t)]
        kubernetes: Version,
    },
    /// Build what is missing, start the node and wait until it works
    Up(Up),
    /// Stop the node; nothing of it stays
    Down {
        #[arg(long, default_value = "default")]
        name: String,
        /// Stop every cluster of this user
        #[arg(long)]
        all: bool,
    },
    /// Say what runs, which versions, and where the kubeconfig is
    Status {
        /// Only this cluster
        #[arg(long)]
        name: Option<String>,
    },
    /// Run the cluster's own kubectl against it
    Kubectl {
        #[arg(long, default_value = "default")]
        name: String,
        /// Passed to kubectl
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// A shell on the node, or one command there
    Shell {
        #[arg(long, default_value = "default")]
        name: String,
        /// Instead of a shell
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
    /// Stop, start or restart one component of a running node, e.g. the kubelet, to see what happens
    Part {
        #[arg(long, default_value = "default")]
        name: String,
        action: Action,
        /// One of the components `status` lists
        part: String,
    },
    /// The process outside the node (started by `up`)
    #[command(hide = true)]
    Keep(Plan),
    /// The process inside the node (started by the keeper)
    #[command(hide = true)]
    Node(Plan),
}

/// What to do to a component.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Action {
    Stop,
    Start,
    Restart,
}

/// How to start a cluster.
#[derive(Args)]
pub(super) struct Up {
    #[arg(long, default_value = "default")]
    pub(super) name: String,
    /// Version of Kubernetes
    #[arg(long, value_enum, default_value_t)]
    pub(super) kubernetes: Version,
    /// Then start the console against it, as `cargo xtask run` does
    #[arg(long)]
    pub(super) serve: bool,
    /// Passed to `slipway serve`, with --serve
    #[arg(last = true)]
    pub(super) server: Vec<String>,
}

/// The Kubernetes versions that can be built: the current one, and an older one for what depends on the version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Version {
    #[default]
    #[value(name = "1.36")]
    Current,
    #[value(name = "1.28")]
    Older,
}

/// What the processes that carry a node are told.
#[derive(Args, Clone)]
pub(super) struct Plan {
    #[arg(long)]
    pub(super) name: String,
    /// Folder of this cluster alone, on a real file system
    #[arg(long)]
    pub(super) place: PathBuf,
    /// Third number of its addresses
    #[arg(long)]
    pub(super) subnet: u8,
    /// The node's root file system, extracted
    #[arg(long)]
    pub(super) rootfs: PathBuf,
    /// Folders whose programs and images the node uses, in the form `name=path`
    #[arg(long = "made", value_parser = parse_made)]
    pub(super) made: Vec<(String, PathBuf)>,
}

impl Plan {
    /// The arguments that say the same to another process of this program.
    pub(super) fn arguments(&self) -> Vec<String> {
        let Self { name, place, subnet, rootfs, made } = self;
        let mut words = vec![
            format!("--name={name}"),
            format!("--place={}", place.display()),
            format!("--subnet={subnet}"),
            format!("--rootfs={}", rootfs.display()),
        ];
        words.extend(made.iter().map(|(name, path)| format!("--made={name}={}", path.display())));
        words
    }
}

fn parse_made(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("write it as name=path")?;
    Ok((name.to_owned(), PathBuf::from(path)))
}
