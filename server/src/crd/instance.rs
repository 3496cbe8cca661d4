use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use slipway_core::api::{Condition, Current, Desired};
use slipway_core::config::{Image, Instance};

/// One agent: its image, its settings and whether it should run.
#[derive(CustomResource, Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "slipway.dev",
    version = "v1alpha1",
    kind = "AgentInstance",
    plural = "agentinstances",
    shortname = "sinst",
    category = "slipway",
    namespaced,
    status = "AgentInstanceStatus",
    derive = "PartialEq",
    doc = "One CI build agent. Owns one PersistentVolumeClaim, one Pod and at most one pull Secret of its name.",
    printcolumn(name = "Desired", type_ = "string", json_path = ".spec.desiredState"),
    printcolumn(name = "Current", type_ = "string", json_path = ".status.current"),
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.image"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.readiness"),
    printcolumn(name = "Restarts", type_ = "integer", json_path = ".status.restarts"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp"),
    printcolumn(name = "Sentence", type_ = "string", json_path = ".status.sentence", priority = "1")
)]
#[serde(rename_all = "camelCase")]
pub struct AgentInstanceSpec {
    /// Name of its AgentImage.
    pub image: String,
    /// What the user wants of it.
    #[serde(default)]
    pub desired_state: Desired,
    /// Its settings.
    #[serde(flatten)]
    pub instance: Instance,
}

/// Annotation of an instance that asks for a new activation, as `kubectl rollout restart` does: whenever its value
/// changes, the pod is ended and made again from the settings as they are by then. Slipway writes a time, RFC 3339.
pub const RESTARTED_AT: &str = "slipway.dev/restartedAt";

impl AgentInstance {
    /// The value of [`RESTARTED_AT`]; empty without one.
    #[must_use]
    pub fn restarted_at(&self) -> &str {
        let annotations = self.metadata.annotations.as_ref();
        annotations.and_then(|all| all.get(RESTARTED_AT)).map_or("", String::as_str)
    }
}

/// What the controller last saw and did. Only the controller writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct AgentInstanceStatus {
    /// What it is.
    pub current: Current,
    /// What it is doing, or why it is stuck: one sentence.
    pub sentence: String,
    /// When the current state began, RFC 3339.
    pub since: String,
    /// Generation of the spec this status is about.
    pub observed_generation: i64,
    /// Containers that are ready.
    pub ready: u32,
    /// Containers that should be.
    pub total: u32,
    /// Both as kubectl writes them: `1/2`.
    pub readiness: String,
    /// Restarts of all containers.
    pub restarts: u32,
    /// Its image or settings were edited after the activation: a restart brings the change.
    pub outdated: bool,
    /// Storage, scheduling, daemon and readiness, one by one.
    pub conditions: Vec<Condition>,
    /// What the running (or last wanted) pod is made from; empty while inactive.
    // One unit for server-side apply: it is always written whole, and its hundred fields need no owners of their own.
    #[schemars(extend("x-kubernetes-map-type" = "atomic"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
}

/// The settings one activation began with. A lost pod is made again from these, so an edit of the image reaches
/// new activations only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Activation {
    /// When it began, RFC 3339.
    pub at: String,
    /// The annotation `slipway.dev/restartedAt` of the instance then; another value there asks for a new activation.
    pub restarted_at: String,
    /// Name of the image.
    pub image_name: String,
    /// The image as it was.
    pub image: Image,
    /// Generation of the image then.
    pub image_generation: i64,
    /// The instance's settings as they were.
    pub instance: Instance,
    /// Version of Kubernetes the manifests were made for, e.g. `1.36`.
    pub kubernetes: String,
    /// SHA-256 of those manifests.
    pub manifest_sha256: String,
    /// Uid of the pod last made; empty before the first.
    pub pod_uid: String,
    /// How often a lost or failed pod was made again since it last worked.
    pub recreations: u32,
    /// When the next pod may be made, RFC 3339; empty: at once.
    pub retry_at: String,
}
