use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Profile, Size};

/// One agent. The spec of an `AgentInstance`, beside its image and desired state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Instance {
    /// First part of the name, a DNS label of at most 57 characters.
    pub name_prefix: String,
    /// Last part of the name: five characters. Empty: derived from the prefix.
    pub suffix: String,
    /// The CI system's contract.
    pub profile: Profile,
    /// Name of the pool the instance belongs to, a label value. Empty: none.
    pub pool: String,
    /// What the agent and the daemon may use.
    pub size: Size,
    /// The volume that survives a stop.
    pub storage: Storage,
    /// Directory builds run in, at the same path in the agent and the daemon. Empty: the profile's home.
    pub workspace: String,
    /// More environment for the agent's container.
    pub env: Vec<EnvVar>,
    /// Labels a node must have.
    pub node_selector: BTreeMap<String, String>,
    /// Taints of nodes the pod accepts.
    pub tolerations: Vec<Toleration>,
    /// ServiceAccount of the pod. Empty: the namespace's default.
    pub service_account: String,
    /// PriorityClass of the pod. Empty: the cluster's default.
    pub priority_class: String,
    /// More labels of the pod.
    pub labels: BTreeMap<String, String>,
    /// More annotations of the pod.
    pub annotations: BTreeMap<String, String>,
    /// Seconds a stopping pod gets. Empty: 60.
    pub termination_grace_seconds: Option<u32>,
    /// A YAML snippet of a pod spec, merged last into the generated pod.
    pub overlay: String,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            name_prefix: "bamboo-agent".to_owned(),
            suffix: String::new(),
            profile: Profile::default(),
            pool: String::new(),
            size: Size::default(),
            storage: Storage::default(),
            workspace: String::new(),
            env: Vec::new(),
            node_selector: BTreeMap::new(),
            tolerations: Vec::new(),
            service_account: String::new(),
            priority_class: String::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            termination_grace_seconds: None,
            overlay: String::new(),
        }
    }
}

/// The volume that survives a stop: a PersistentVolumeClaim of the instance's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Storage {
    /// Requested size, a quantity such as `10Gi`.
    pub size: String,
    /// Storage class. Empty: the cluster's default.
    pub class: String,
}

impl Default for Storage {
    fn default() -> Self {
        Self { size: "10Gi".to_owned(), class: String::new() }
    }
}

/// One environment variable: a value, or a reference to where the value is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct EnvVar {
    /// Name of the variable.
    pub name: String,
    /// Its value, when neither reference is set.
    pub value: String,
    /// The key of a Secret that holds the value.
    pub secret: Option<KeyRef>,
    /// The key of a ConfigMap that holds the value.
    pub config_map: Option<KeyRef>,
}

/// A key of a Secret or ConfigMap in the instance's namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct KeyRef {
    /// Name of the object. Empty: not set.
    pub name: String,
    /// Key in its data.
    pub key: String,
}

impl KeyRef {
    /// A reference to `key` of the object `name`.
    #[must_use]
    pub fn new(name: &str, key: &str) -> Self {
        Self { name: name.to_owned(), key: key.to_owned() }
    }

    /// Whether it refers to anything.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.name.is_empty()
    }
}

/// A taint of nodes that the pod accepts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Toleration {
    /// Key of the taint. Empty with operator `Exists`: every taint.
    pub key: String,
    /// How key and value are compared.
    pub operator: TolerationOperator,
    /// Value of the taint; empty with operator `Exists`.
    pub value: String,
    /// Effect of the taint.
    pub effect: TolerationEffect,
    /// Seconds the pod stays on a node tainted `NoExecute`. Empty: for ever.
    pub toleration_seconds: Option<i64>,
}

/// How a toleration compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TolerationOperator {
    /// Key and value are equal.
    #[default]
    Equal,
    /// The key is there.
    Exists,
}

/// Which effect a toleration accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TolerationEffect {
    /// All effects.
    #[default]
    Any,
    /// `NoSchedule`.
    NoSchedule,
    /// `PreferNoSchedule`.
    PreferNoSchedule,
    /// `NoExecute`.
    NoExecute,
}
