//! The contract of the REST API under `/api/v1`: server and console compile this one file.
//!
//! Errors of every route are one shape, [`Problem`]. State changes carry the header [`REQUEST_HEADER`] and JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::{Config, DockerMode, Image, Instance};
use crate::diagnosis::{ContainerView, Diagnosis};
use crate::document;

/// Where every route starts.
pub const PREFIX: &str = "/api/v1";

/// The header every state change must carry (any value): a page of another origin cannot send it without being asked.
pub const REQUEST_HEADER: &str = "x-slipway-request";

/// What went wrong, in one shape for every route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable name, e.g. `manifest-differs`.
    pub code: String,
    /// A whole sentence for people.
    pub message: String,
    /// The API server's own message, unchanged, when it was the one who refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<String>,
    /// The fields it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Names the log line, when the reason is only there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// Field of the configuration; empty when only the object's field is known.
    pub path: String,
    /// A whole sentence.
    pub message: String,
    /// Field of the Kubernetes object: `spec.containers[0].image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_path: Option<String>,
}

/// A cluster the server knows. `GET /clusters`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Name of the kubeconfig context, `sandbox` or `in-cluster`.
    pub name: String,
    /// Where the connection comes from.
    pub kind: ClusterKind,
    /// Whether it is the one in use.
    pub connected: bool,
    /// Why it is (or is not) the one in use; a sentence.
    pub reason: String,
    /// URL of the API server.
    pub server: String,
    /// Namespace of images and instances.
    pub namespace: String,
    /// Version of the API server, e.g. `1.36`; empty while unknown.
    pub kubernetes: String,
    /// What keeps it from working, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// While it does not answer: when it last did (RFC 3339), which is how old everything is that is shown of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The custom resource definitions there.
    pub definitions: Definitions,
}

/// Where a connection comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClusterKind {
    /// The embedded try-out cluster.
    Sandbox,
    /// A context of a kubeconfig file.
    Kubeconfig,
    /// The ServiceAccount of the pod the server runs in.
    InCluster,
}

/// The custom resource definitions of a cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Definitions {
    /// Whether they are there and current.
    pub state: DefinitionsState,
    /// Whether the server may install them. `POST /clusters/{name}/definitions` does.
    pub may_install: bool,
    /// Rights the server lacks, one per line as `verb resource.group`.
    pub missing_rights: Vec<String>,
}

/// Whether the custom resource definitions are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefinitionsState {
    /// Not asked yet, or the cluster does not answer.
    Unknown,
    /// There and current.
    Installed,
    /// Not there.
    Missing,
    /// There, from another version of Slipway.
    Outdated,
}

/// An image. `GET /images`, `GET /images/{name}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageView {
    /// Its name.
    pub name: String,
    /// Its settings.
    pub image: Image,
    /// Names of the instances that use it.
    pub used_by: Vec<String>,
    /// When it was created, RFC 3339.
    pub created: String,
    /// Changes with every edit; send it back with one.
    pub resource_version: String,
}

/// Create or edit an image. `POST /images`, `PUT /images/{name}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageRequest {
    /// Its name.
    pub name: String,
    /// Its settings.
    pub image: Image,
    /// The version the edit began from; an edit of another version is refused with 409. Empty on create.
    #[serde(default)]
    pub resource_version: String,
}

/// What the user wants of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Desired {
    /// Its pod runs.
    #[default]
    Active,
    /// No pod; its volume stays.
    Inactive,
    /// No pod, not listed; its volume stays until it is purged.
    Deleted,
}

/// What an instance is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Current {
    /// Accepted; nothing exists in the cluster yet.
    #[default]
    Created,
    /// Its objects are applied; the pod is being scheduled or its images pulled.
    Deploying,
    /// Containers are starting; not all are ready.
    Loading,
    /// All containers are ready.
    Active,
    /// No pod.
    Inactive,
    /// It does not work; the sentence says why.
    Error,
}

/// One instance, as lists and live pages show it. `GET /instances`, `GET /instances/{name}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceView {
    /// Its name: prefix and suffix.
    pub name: String,
    /// Name of its image.
    pub image_name: String,
    /// Its settings.
    pub instance: Instance,
    /// What the user wants.
    pub desired: Desired,
    /// What it is.
    pub current: Current,
    /// What it is doing, or why it is stuck: one sentence.
    pub sentence: String,
    /// Name of the cluster.
    pub cluster: String,
    /// How the image gets Docker; `None` when the image is gone.
    pub docker_mode: Option<DockerMode>,
    /// The image was edited after this activation: a restart brings the change.
    pub outdated: bool,
    /// Containers that are ready, as kubectl counts them.
    pub ready: u32,
    /// Containers that should be.
    pub total: u32,
    /// Restarts of all containers.
    pub restarts: u32,
    /// When it was created, RFC 3339.
    pub created: String,
    /// When the current state began, RFC 3339.
    pub since: String,
    /// Its containers.
    pub containers: Vec<ContainerView>,
    /// Why it does not work and what to do, when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// Conditions of its status.
    pub conditions: Vec<Condition>,
    /// Changes with every edit; send it back with one.
    pub resource_version: String,
}

/// A condition of an instance's status, as Kubernetes conditions are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// E.g. `StorageBound`, `Scheduled`, `DaemonReady`, `Ready`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// A word for programs.
    #[serde(default)]
    pub reason: String,
    /// A sentence for people.
    #[serde(default)]
    pub message: String,
    /// When the status last changed, RFC 3339.
    #[serde(default)]
    pub last_transition_time: String,
}

/// The objects of one instance. `GET /instances/{name}/manifests`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestsView {
    /// What Slipway applied (or would apply on start), as YAML.
    pub generated: String,
    /// The pod as it lives in the cluster, without managed fields, as YAML; empty without a pod.
    pub live: String,
}

/// Create an instance (and its image, unless an equal one is there). `POST /instances`, `POST /instances/dry-run`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplyRequest {
    /// The configuration; `instance.suffix` is part of it, so that the preview had the real name.
    pub config: Config,
    /// SHA-256 of the manifests that were previewed, lower-case hex. The server's own must be equal.
    pub manifest_sha256: String,
    /// Whether it starts at once.
    #[serde(default = "yes")]
    pub start: bool,
}

fn yes() -> bool {
    true
}

/// Edit an inactive instance. `PUT /instances/{name}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditRequest {
    /// Name of its image.
    pub image_name: String,
    /// Its new settings.
    pub instance: Instance,
    /// The version the edit began from; an edit of another version is refused with 409.
    pub resource_version: String,
}

/// What a server-side dry run answered. `POST /instances/dry-run`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    /// SHA-256 of the server's own manifests.
    pub manifest_sha256: String,
    /// What would be applied, in order: `Secret/x`, `PersistentVolumeClaim/x`, `Pod/x`. Nothing while an equal instance
    /// is there.
    pub objects: Vec<String>,
    /// What the API server changed or dropped. Values it only added are not listed.
    pub differences: Vec<Difference>,
    /// Warnings of the API server.
    pub warnings: Vec<String>,
}

/// A field that came back other than it was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// `Pod/x`.
    pub object: String,
    /// The field: `spec.initContainers[0].restartPolicy`.
    pub path: String,
    /// What was sent.
    pub sent: Value,
    /// What came back; `None` when it was dropped.
    pub returned: Option<Value>,
    /// What that means, when it is known: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// A Kubernetes Event. `GET /instances/{name}/events`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventView {
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A word for programs, e.g. `Pulled`.
    pub reason: String,
    /// The message.
    pub message: String,
    /// What it is about: `Pod/x`, with the container if any: `Pod/x (docker)`.
    pub object: String,
    /// Who said it.
    pub source: String,
    /// How often.
    pub count: u32,
    /// First time, RFC 3339.
    pub first: String,
    /// Last time, RFC 3339.
    pub last: String,
}

/// Query of `GET /instances/{name}/logs`; the answer is plain text, streamed while `follow`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LogQuery {
    /// Name of the container. Empty: the agent's.
    pub container: String,
    /// Keep sending.
    pub follow: bool,
    /// The container before its last restart.
    pub previous: bool,
    /// Begin every line with its time.
    pub timestamps: bool,
    /// Only so many last lines.
    pub tail: Option<i64>,
}

/// Store registry credentials in a Secret of type `kubernetes.io/dockerconfigjson`. `POST /credentials`.
/// The only request that carries a secret value.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CredentialsRequest {
    /// Name of the Secret.
    pub name: String,
    /// Registry, e.g. `registry.example.com`, or `https://index.docker.io/v1/` for Docker Hub.
    pub registry: String,
    /// User.
    pub username: String,
    /// Password or token.
    pub password: String,
}

impl std::fmt::Debug for CredentialsRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialsRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Store one value in a Secret for a profile's token. `POST /secrets`. Carries a secret value.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretRequest {
    /// Name of the Secret.
    pub name: String,
    /// Key in it.
    pub key: String,
    /// The value.
    pub value: String,
}

impl std::fmt::Debug for SecretRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretRequest")
            .field("name", &self.name)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// One message of the live stream `GET /stream` (server-sent events; `id` counts up, `Last-Event-ID` resumes).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Live {
    /// Everything, at the start and when a resume is not possible.
    Snapshot(Box<Snapshot>),
    /// The cluster in use changed.
    Cluster(Box<Cluster>),
    /// An image is new or changed.
    Image(Box<ImageView>),
    /// An image is gone.
    ImageGone {
        /// Its name.
        name: String,
    },
    /// An instance is new or changed.
    Instance(Box<InstanceView>),
    /// An instance is gone.
    InstanceGone {
        /// Its name.
        name: String,
    },
}

impl Live {
    /// Reads a message.
    ///
    /// By hand: what serde derives for a tagged type reads every part a second time, in code of its own.
    ///
    /// # Errors
    /// What does not fit.
    pub fn from_value(mut message: Value) -> Result<Self, serde_json::Error> {
        let kind = message.get_mut("type").map(Value::take).unwrap_or_default();
        let name = |message: &Value| {
            message.get("name").and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        Ok(match kind.as_str().unwrap_or_default() {
            "snapshot" => Self::Snapshot(document::read(message)?),
            "cluster" => Self::Cluster(document::read(message)?),
            "image" => Self::Image(document::read(message)?),
            "image-gone" => Self::ImageGone { name: name(&message) },
            "instance" => Self::Instance(document::read(message)?),
            "instance-gone" => Self::InstanceGone { name: name(&message) },
            other => return Err(serde::de::Error::custom(format!("unknown message {other}"))),
        })
    }
}

/// Everything the live pages show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The cluster in use.
    pub cluster: Cluster,
    /// All images, by name.
    pub images: Vec<ImageView>,
    /// All instances, by name.
    pub instances: Vec<InstanceView>,
}
