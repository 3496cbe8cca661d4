//! A configuration that was checked: it cannot be wrong, and generation from it cannot fail.
//!
//! Every part is made by the function that checks it, so nothing is parsed twice; a plan exists only when no part
//! had an error to report.

mod env;
mod naming;
mod placement;
mod resources;
mod storage;
mod users;

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{EnvVar, Toleration};

pub(crate) use env::{convert as convert_env, key_ref, literal, secret_key};
pub(crate) use naming::OWN_LABELS;
pub use naming::{SUFFIX_ALPHABET, derived_suffix};
pub use resources::{Resources, Share, of as resources_of};
pub(crate) use storage::{canonical as canonical_size, volume_size};

use crate::config::{Config, Os, PullPolicy};
use crate::docker::Access;
use crate::finding::Finding;
use crate::image_ref::ImageRef;
use crate::profile::Contract;
use crate::target::Target;

/// What will be generated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the instance and of everything it owns.
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) annotations: BTreeMap<String, String>,
    pub(crate) agent: Agent,
    pub(crate) access: Access,
    pub(crate) resources: Resources,
    pub(crate) storage: Storage,
    pub(crate) placement: Placement,
    /// Name of the Secret whose data the pull Secret copies.
    pub(crate) registry_credentials: Option<String>,
    pub(crate) grace_seconds: i64,
}

/// The agent's container.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) image: String,
    pub(crate) pull_policy: Option<String>,
    pub(crate) contract: Contract,
    pub(crate) env: Vec<EnvVar>,
    /// Where an emptyDir shared with the daemon is mounted, when builds run outside the home.
    pub(crate) workspace: Option<String>,
}

/// The claim.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    pub(crate) size: String,
    pub(crate) class: Option<String>,
}

/// Where the pod may run, and as whom.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    pub(crate) node_selector: BTreeMap<String, String>,
    pub(crate) tolerations: Vec<Toleration>,
    pub(crate) service_account: Option<String>,
    pub(crate) priority_class: Option<String>,
}

/// Checks a configuration; everything there is to say, and the plan when nothing of it is an error.
#[must_use]
pub fn check(config: &Config, target: &Target) -> (Vec<Finding>, Option<Plan>) {
    let mut report = Report::default();
    let plan = plan(config, target, &mut report);
    let sound = !report.0.iter().any(Finding::is_error);
    (report.0, plan.filter(|_| sound))
}

fn plan(config: &Config, target: &Target, report: &mut Report) -> Option<Plan> {
    let Config { version: _, image_name, image, instance } = config;
    // Every part is made before the first `?`, so that all of them report.
    let name = naming::name(instance, report);
    let labels = naming::labels(image_name, instance, report);
    let contract = crate::profile::contract(&instance.profile, name.as_deref().unwrap_or_default(), report);
    let workspace = storage::workspace(image, instance, &contract, report);
    let access = crate::docker::access(&image.docker, &contract, workspace.as_deref(), target, report);
    users::check(image, instance, &contract, report);
    let resources = resources::plan(&instance.size, image.docker.mode.has_daemon(), report);
    let storage = storage::plan(&instance.storage, report);
    let placement = placement::plan(image, instance, report);
    let agent_image = agent_image(image, report);
    let env = env::plan(instance, &contract, &access, report);
    let registry_credentials = naming::registry_credentials(image, report);
    let grace_seconds = naming::grace(instance, image.docker.mode, report);
    let annotations = naming::annotations(instance, &contract.container);
    let pull_policy = pull_policy(image.pull_policy);
    Some(Plan {
        name: name?,
        labels,
        annotations,
        agent: Agent { image: agent_image?, pull_policy, contract, env, workspace },
        access,
        resources: resources?,
        storage: storage?,
        placement,
        registry_credentials,
        grace_seconds,
    })
}

fn agent_image(image: &crate::config::Image, report: &mut Report) -> Option<String> {
    let path = "image.agentImage";
    if image.os == Os::Windows && image.docker.mode != crate::config::DockerMode::None {
        let message = "Docker access needs Linux nodes; for Windows choose no Docker access.";
        report.error("windows-docker", "image.os", message);
    }
    let reference = report.image(path, &image.agent_image)?;
    if reference.is_floating() {
        let message = "This image reference names no fixed version, so a restart may bring another agent. Name a \
                       version tag or a digest.";
        report.push(Finding::advice("image-floating", path, message));
    }
    Some(image.agent_image.clone())
}

fn pull_policy(policy: PullPolicy) -> Option<String> {
    let word = match policy {
        PullPolicy::Default => return None,
        PullPolicy::Always => "Always",
        PullPolicy::IfNotPresent => "IfNotPresent",
        PullPolicy::Never => "Never",
    };
    Some(word.to_owned())
}

/// Where the checks leave what they have to say.
#[derive(Debug, Default)]
pub(crate) struct Report(pub(crate) Vec<Finding>);

impl Report {
    pub(crate) fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    pub(crate) fn error(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.push(Finding::error(code, path, message));
    }

    pub(crate) fn warning(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.push(Finding::warning(code, path, message));
    }

    /// An image reference, or the sentence why it is none.
    pub(crate) fn image(&mut self, path: &str, text: &str) -> Option<ImageRef> {
        ImageRef::parse(text).map_err(|error| self.error("image-reference", path, error.message)).ok()
    }

    /// Reports the sentence of a failed check; whether it passed.
    pub(crate) fn check(&mut self, code: &str, path: &str, result: Result<(), String>) -> bool {
        match result {
            Ok(()) => true,
            Err(message) => {
                self.error(code, path, message);
                false
            }
        }
    }
}
