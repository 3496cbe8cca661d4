use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use slipway_core::config::Image;

/// What agents run and how they get Docker; shared by the instances that name it.
#[derive(CustomResource, Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "slipway.dev",
    version = "v1alpha1",
    kind = "AgentImage",
    plural = "agentimages",
    shortname = "simg",
    category = "slipway",
    namespaced,
    derive = "PartialEq",
    doc = "What CI build agents run and how they get Docker.",
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.agentImage"),
    printcolumn(name = "Docker", type_ = "string", json_path = ".spec.docker.mode"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(transparent)]
pub struct AgentImageSpec(pub Image);
