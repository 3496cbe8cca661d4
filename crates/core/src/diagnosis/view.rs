//! What people are shown of a pod: its containers, and what is wrong with it.

use serde::{Deserialize, Serialize};

/// Why an instance does not work, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// Stable name, e.g. `daemon-out-of-memory`.
    pub code: String,
    /// What happened and why: one sentence.
    pub sentence: String,
    /// What to do: one sentence.
    pub advice: String,
    /// Lines of status, events and logs that show it.
    pub evidence: Vec<String>,
    /// The container it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Whether it cannot work without a change (else it limps).
    pub stuck: bool,
}

/// One container of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerView {
    /// Its name.
    pub name: String,
    /// Its part in the pod.
    pub kind: ContainerKind,
    /// Its image.
    pub image: String,
    /// `waiting`, `running` or `terminated`.
    pub state: String,
    /// The state's reason, e.g. `CrashLoopBackOff`; empty when there is none.
    pub reason: String,
    /// The state's message; empty when there is none.
    pub message: String,
    /// Ready (an init container: done).
    pub ready: bool,
    /// Restarts so far.
    pub restarts: u32,
    /// When the state began, RFC 3339; empty when unknown.
    pub since: String,
    /// Why it ended the last time: `OOMKilled (exit code 137)`; empty when it never did.
    pub last_end: String,
    /// Its memory limit as written; empty without one.
    pub memory_limit: String,
    /// Its CPU limit as written; empty without one.
    pub cpu_limit: String,
}

/// A container's part in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContainerKind {
    /// Runs to its end before the containers start.
    Init,
    /// A native sidecar.
    Sidecar,
    /// A container.
    Main,
}
