//! What a user configures: one image, one instance, and how the agent reaches Docker.
//!
//! A [`Config`] may be wrong; [`crate::check`] says what is. Every field has a default, every group of settings of a
//! mode or a profile that is not chosen is kept, so that switching back and forth loses nothing, and the types are
//! at the same time the spec of the custom resources `AgentImage` and `AgentInstance`.

mod docker;
mod excess;
mod image;
mod instance;
mod profile;
mod read;
mod size;

use serde::{Deserialize, Serialize};

pub use docker::{
    Bind, Daemon, DaemonData, DaemonDataKind, Docker, DockerMode, Entrypoint, HostSocket, PrePull, ProbeKind,
    RunAs, StartupProbe, StorageDriver,
};
pub(crate) use excess::excess;
pub use image::{Image, Os, PullPolicy};
pub use instance::{EnvVar, Instance, KeyRef, Storage, Toleration, TolerationEffect, TolerationOperator};
pub use profile::{Bamboo, Generic, Gtm, Jenkins, Profile, ProfileKind};
pub use read::{Read, from_value, parse};
pub use size::{Amount, Size, SizePreset};

/// The version of the written form of a [`Config`].
pub const VERSION: u32 = 1;

/// A complete configuration: everything Slipway needs to create one image and one instance of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    /// The version of this form, always [`VERSION`].
    pub version: u32,
    /// Name of the image, shared by the instances that use it: a DNS label.
    pub image_name: String,
    /// What the agent runs and how it gets Docker.
    pub image: Image,
    /// The one agent.
    pub instance: Instance,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            version: VERSION,
            image_name: "bamboo-agent".to_owned(),
            image: Image::default(),
            instance: Instance::default(),
        }
    }
}
