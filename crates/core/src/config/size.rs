use serde::{Deserialize, Serialize};

/// What the agent and the daemon may use together. Limits are twice the requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Size {
    /// The named size.
    pub preset: SizePreset,
    /// CPU request of size `custom`, a quantity such as `500m`.
    pub cpu: String,
    /// Memory request of size `custom`, a quantity such as `1Gi`.
    pub memory: String,
    /// Percent of both that the agent gets, 5 to 95; the daemon gets the rest. Without a daemon the agent gets all.
    pub agent_share: u8,
}

impl Default for Size {
    fn default() -> Self {
        Self { preset: SizePreset::Medium, cpu: "500m".to_owned(), memory: "1Gi".to_owned(), agent_share: 75 }
    }
}

/// The named sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SizePreset {
    /// 512Mi, 250m.
    Small,
    /// 1Gi, 500m.
    #[default]
    Medium,
    /// 2Gi, 1 CPU.
    Large,
    /// 4Gi, 2 CPU.
    Xlarge,
    /// Own quantities.
    Custom,
}

/// CPU and memory, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Thousandths of a CPU.
    pub millicpu: u64,
    /// Bytes.
    pub bytes: u64,
}

impl SizePreset {
    /// Every size, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Small, Self::Medium, Self::Large, Self::Xlarge, Self::Custom];

    /// The word of the written form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Xlarge => "xlarge",
            Self::Custom => "custom",
        }
    }

    /// What it requests; `None` for `custom`.
    #[must_use]
    pub fn amount(self) -> Option<Amount> {
        let (mebibytes, millicpu) = match self {
            Self::Small => (512, 250),
            Self::Medium => (1024, 500),
            Self::Large => (2048, 1000),
            Self::Xlarge => (4096, 2000),
            Self::Custom => return None,
        };
        Some(Amount { millicpu, bytes: mebibytes << 20 })
    }
}
