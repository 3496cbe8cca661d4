//! What the objects are made for.

use serde::{Deserialize, Serialize};

/// A version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KubernetesVersion {
    /// Always 1 so far.
    pub major: u32,
    /// E.g. 36.
    pub minor: u32,
}

impl KubernetesVersion {
    /// Native sidecars are on by default from here (KEP-753, beta in 1.29).
    pub const NATIVE_SIDECARS: Self = Self { major: 1, minor: 29 };

    /// Variables may have almost any name from here (`RelaxedEnvironmentVariableValidation`, beta in 1.32).
    pub const RELAXED_ENV_NAMES: Self = Self { major: 1, minor: 32 };

    /// The newest version Slipway was tried with; the target when no cluster says otherwise.
    pub const NEWEST: Self = Self { major: 1, minor: 36 };

    /// Reads `1.36`, `v1.36.3` or the `/version` endpoint's `1` and `29+`.
    ///
    /// # Errors
    /// A sentence with what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a Kubernetes version: write it like 1.33");
        let mut parts = text.trim_start_matches('v').split('.').map(leading_number);
        match (parts.next().flatten(), parts.next().flatten()) {
            (Some(major), Some(minor)) => Ok(Self { major, minor }),
            (_, None) | (None, _) => Err(wrong()),
        }
    }
}

/// Hosted clusters report a minor version of `29+`.
fn leading_number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..digits)?.parse().ok()
}

impl std::fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Default for KubernetesVersion {
    fn default() -> Self {
        Self::NEWEST
    }
}

/// What the objects are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The cluster's version.
    pub kubernetes: KubernetesVersion,
}
