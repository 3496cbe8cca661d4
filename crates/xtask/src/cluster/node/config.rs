//! The components' configuration files, from templates in `e2e/cluster/node/`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::DATA;
use crate::cluster::cli::Plan;
use crate::cluster::network;

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../../e2e/cluster/node/", $name)))
    };
}

/// Each becomes `/data/config/<name>`, with the settings in place of `@NODE@` and `@ADDRESS@`.
const TEMPLATES: [(&str, &str); 9] = [
    template!("containerd.toml"),
    template!("cni.conflist"),
    template!("hosts-docker.toml"),
    template!("hosts-registry.toml"),
    template!("htpasswd"),
    template!("kubelet.yaml"),
    template!("openssl.cnf"),
    template!("registry.yaml"),
    template!("mirror.yaml"),
];

/// What differs from node to node.
pub(super) struct Settings {
    /// Name of the node and of its control group.
    pub(super) node: String,
    /// Its address on the link.
    pub(super) address: String,
    /// The program that is all of Kubernetes.
    pub(super) kubernetes: String,
}

impl Settings {
    pub(super) fn new(node: &str, plan: &Plan) -> Self {
        let kubernetes = plan.made.iter().map(|(name, _)| name).find(|name| name.starts_with("kubernetes"));
        let kubernetes = kubernetes.map(|name| format!("{}/{name}/{name}", super::OPT)).unwrap_or_default();
        Self { node: node.to_owned(), address: network::node_address(plan.subnet).to_string(), kubernetes }
    }

    /// The API server's address.
    pub(super) fn server(&self) -> String {
        format!("https://{}:{}", self.address, network::API_PORT)
    }

    fn fill(&self, template: &str) -> String {
        template.replace("@NODE@", &self.node).replace("@ADDRESS@", &self.address)
    }
}

/// Where a configuration file is in the node.
pub(super) fn file(name: &str) -> String {
    format!("{DATA}/config/{name}")
}

/// Writes them all, and those that containerd and CNI look for in folders of their own.
pub(super) fn write(settings: &Settings) -> anyhow::Result<()> {
    for (name, template) in TEMPLATES {
        put(&file(name), &settings.fill(template))?;
        let placed = match name {
            "cni.conflist" => Some("cni/10-bridge.conflist"),
            "hosts-docker.toml" => Some("registries/docker.io/hosts.toml"),
            "hosts-registry.toml" => Some("registries/registry.slipway.test:5000/hosts.toml"),
            _ => None,
        };
        placed.map_or(Ok(()), |place| put(&file(place), &settings.fill(template)))?;
    }
    Ok(())
}

fn put(path: &str, content: &str) -> anyhow::Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {path}"))
}
