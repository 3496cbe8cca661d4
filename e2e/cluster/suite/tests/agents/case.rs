//! What is run: a named configuration, and what is known of it beforehand.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use slipway_core::config::{Config, DockerMode, RunAs};
use slipway_core::preset;
use slipway_core::target::{KubernetesVersion, Target};

/// One configuration to be run.
#[derive(Clone)]
pub(crate) struct Case {
    /// What it is called in messages and in the table.
    pub(crate) name: String,
    /// The configuration, with a suffix.
    pub(crate) config: Config,
    /// What the console's diagnosis is called, for a configuration that cannot work on a node without Docker.
    pub(crate) fails_with: Option<&'static str>,
    /// What it needs that older clusters do not have.
    since: Option<Since>,
    /// The cluster it runs on; the newest version unless said.
    target: Target,
}

/// Something that came with a version.
#[derive(Clone, Copy)]
pub(crate) struct Since {
    version: KubernetesVersion,
    /// The setting the console names on an older cluster.
    pub(crate) setting: &'static str,
    /// What it says there, after the version.
    pub(crate) says: &'static str,
}

const NATIVE_SIDECARS: Since = Since {
    version: KubernetesVersion::NATIVE_SIDECARS,
    setting: "image.docker.daemon.runAs",
    says: "does not have native sidecars; they came with 1.29.",
};

impl Case {
    pub(crate) fn new(name: &str, mut config: Config) -> Self {
        config.instance.suffix = suffix(name);
        // Variants of one preset share an image; here each goes with its case.
        name.clone_into(&mut config.image_name);
        let fails_with =
            (config.image.docker.mode == DockerMode::HostSocket).then_some("host-socket-missing");
        let docker = &config.image.docker;
        let native = docker.mode.has_daemon() && docker.daemon.run_as == RunAs::Native;
        let since = native.then_some(NATIVE_SIDECARS);
        Self { name: name.to_owned(), config, fails_with, since, target: Target::default() }
    }

    /// The same on a cluster of that version.
    pub(crate) fn on(mut self, target: Target) -> Self {
        self.target = target;
        self
    }

    /// What its cluster is too old for.
    pub(crate) fn too_old_for(&self) -> Option<Since> {
        self.since.filter(|since| self.target.kubernetes < since.version)
    }

    /// Whether its daemon, if it has one, is a native sidecar: where the cluster has them, unless a plain container is
    /// asked for.
    pub(crate) fn is_native(&self) -> bool {
        self.target.kubernetes >= KubernetesVersion::NATIVE_SIDECARS
            && self.config.image.docker.daemon.run_as != RunAs::Container
    }

    /// The same on a node that has Docker.
    pub(crate) fn on_a_node_with_docker(mut self) -> Self {
        self.fails_with = None;
        self
    }

    /// Whether its agent has the node's own daemon.
    pub(crate) fn uses_node(&self) -> bool {
        self.config.image.docker.mode == DockerMode::HostSocket && self.fails_with.is_none()
    }

    /// The directory that agent and daemon see at the same path.
    pub(crate) fn workspace(&self) -> String {
        let shared = &self.config.image.docker.host_socket.data_directory;
        let workspace = &self.config.instance.workspace;
        match (self.uses_node(), workspace.is_empty()) {
            (true, _) => shared.clone(),
            (false, true) => self.home(),
            (false, false) => workspace.clone(),
        }
    }

    /// Where the instance's volume is.
    pub(crate) fn home(&self) -> String {
        let pod = self.pod();
        let mounts = pod.pointer("/spec/containers").and_then(|it| it.as_array()).into_iter().flatten();
        let mounts = mounts.filter_map(|container| container.get("volumeMounts")?.as_array()).flatten();
        let home = mounts.filter(|mount| mount.get("name").is_some_and(|name| name == "home"));
        let path = home.filter_map(|mount| mount.get("mountPath")?.as_str()).next();
        path.expect("every agent has a home").to_owned()
    }

    /// The containers of the agent and of its daemon.
    pub(crate) fn containers(&self) -> (String, Option<String>) {
        let pod = self.pod();
        let of = |list: &str| {
            let containers = pod.pointer(list).and_then(|it| it.as_array()).cloned().unwrap_or_default();
            containers.iter().map(|it| it["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let (mut init, mut main) = (of("/spec/initContainers"), of("/spec/containers"));
        let agent = main.pop().expect("an agent");
        let daemon = if init.is_empty() { main.pop() } else { Some(init.remove(0)) };
        (agent, daemon)
    }

    /// The pod that is made for its cluster.
    pub(crate) fn pod(&self) -> serde_json::Value {
        let rendered = slipway_core::render::render(&self.config, &self.target);
        rendered.manifests.unwrap_or_else(|| panic!("{}: {:?}", self.name, rendered.findings)).pod
    }
}

/// Five characters that only this case has: several run in one namespace.
fn suffix(name: &str) -> String {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    format!("t{:04x}", hasher.finish() % 0x1_0000)
}

/// The presets that use the node's Docker.
pub(crate) fn siblings() -> Vec<Case> {
    presets().into_iter().filter(|case| case.fails_with.is_some()).map(Case::on_a_node_with_docker).collect()
}

/// Every preset, as it is.
pub(crate) fn presets() -> Vec<Case> {
    preset::all().iter().map(|preset| Case::new(preset.name, preset.config.clone())).collect()
}

#[test]
fn cases_beside_each_other_have_different_names() {
    for beside in
        [presets(), crate::matrix::modes(), crate::matrix::settings(), crate::matrix::left_to_the_version()]
    {
        let suffixes: BTreeSet<&str> =
            beside.iter().map(|case| case.config.instance.suffix.as_str()).collect();
        assert_eq!(suffixes.len(), beside.len(), "{suffixes:?}");
    }
}
