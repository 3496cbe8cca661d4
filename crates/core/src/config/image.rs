use serde::{Deserialize, Serialize};

use super::Docker;

/// What an agent runs. The spec of an `AgentImage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Image {
    /// Container image of the agent, e.g. `wndtnl/ksb-bamboo-agent:nix-12.1.0-dind`.
    pub agent_image: String,
    /// When the kubelet pulls the agent's image.
    pub pull_policy: PullPolicy,
    /// Operating system of the nodes the agent runs on (node label `kubernetes.io/os`).
    pub os: Os,
    /// How the agent reaches a Docker daemon.
    pub docker: Docker,
    /// Name of a Secret of type `kubernetes.io/dockerconfigjson` in the same namespace that lets the kubelet pull
    /// from a private registry. Empty: none. Each instance gets a copy under its own name.
    pub registry_credentials: String,
    /// A YAML snippet of a pod spec, merged into the generated pod before the instance's overlay.
    pub overlay: String,
}

impl Default for Image {
    fn default() -> Self {
        Self {
            agent_image: "wndtnl/ksb-bamboo-agent:nix-12.1.0-dind".to_owned(),
            pull_policy: PullPolicy::Default,
            os: Os::Linux,
            docker: Docker::default(),
            registry_credentials: String::new(),
            overlay: String::new(),
        }
    }
}

/// When the kubelet pulls an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PullPolicy {
    /// Kubernetes' own default: `Always` for `:latest` or no tag, else `IfNotPresent`.
    #[default]
    Default,
    /// At every start.
    Always,
    /// Only when the node does not have it.
    IfNotPresent,
    /// Never: the image must be on the node.
    Never,
}

/// Operating system of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Os {
    /// Linux.
    #[default]
    Linux,
    /// Windows; no Docker access there.
    Windows,
}

impl Os {
    /// As the node label `kubernetes.io/os` has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }
}
