use jiff::Timestamp;
use slipway_core::api::{Definitions, DefinitionsState};
use slipway_core::target::{KubernetesVersion, Target};

/// What is known of the cluster right now.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// Its version; `None` until it answered once.
    pub kubernetes: Option<KubernetesVersion>,
    /// Whether it answered the last question.
    pub reachable: bool,
    /// What keeps it from working, as a sentence. A cluster that lacks some rights is still reachable.
    pub trouble: Option<String>,
    /// While it does not answer: when it last did.
    pub as_of: Option<Timestamp>,
    /// The custom resource definitions there.
    pub definitions: Definitions,
}

impl Health {
    /// Before the first answer.
    #[must_use]
    pub fn unknown() -> Self {
        let definitions =
            Definitions { state: DefinitionsState::Unknown, may_install: false, missing_rights: Vec::new() };
        Self { kubernetes: None, reachable: false, trouble: None, as_of: None, definitions }
    }

    /// Whether images and instances can be read: the definitions are there and the cluster answers.
    #[must_use]
    pub fn works(&self) -> bool {
        self.reachable && self.has_definitions()
    }

    /// Whether the definitions are there, of whatever version.
    #[must_use]
    pub fn has_definitions(&self) -> bool {
        match self.definitions.state {
            DefinitionsState::Installed | DefinitionsState::Outdated => true,
            DefinitionsState::Unknown | DefinitionsState::Missing => false,
        }
    }

    /// What manifests are made for.
    #[must_use]
    pub fn target(&self) -> Target {
        Target { kubernetes: self.kubernetes.unwrap_or_default() }
    }
}
