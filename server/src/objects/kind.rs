use serde_json::Value;

/// The kinds of objects an instance has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The copy of the registry credentials.
    Secret,
    /// The volume that survives a stop.
    Claim,
    /// The agent.
    Pod,
}

impl Kind {
    /// The kind of a manifest.
    #[must_use]
    pub fn of(manifest: &Value) -> Option<Self> {
        match manifest.get("kind").and_then(Value::as_str)? {
            "Secret" => Some(Self::Secret),
            "PersistentVolumeClaim" => Some(Self::Claim),
            "Pod" => Some(Self::Pod),
            _ => None,
        }
    }

    /// As Kubernetes writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "Secret",
            Self::Claim => "PersistentVolumeClaim",
            Self::Pod => "Pod",
        }
    }

    /// As it stands in URLs.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Secret => "secrets",
            Self::Claim => "persistentvolumeclaims",
            Self::Pod => "pods",
        }
    }
}
