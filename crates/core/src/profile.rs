//! What each CI system asks of its agent's container.
//!
//! To add one: its settings in `config/profile.rs`, a file here, and one line in [`contract`].

mod bamboo;
mod generic;
mod gtm;
mod jenkins;

use k8s_openapi::api::core::v1::EnvVar;

use crate::config::{KeyRef, Profile, ProfileKind};
use crate::plan::{Report, secret_key};

/// The contract of an agent's container.
#[derive(Clone, Debug)]
pub(crate) struct Contract {
    /// Name of the container.
    pub(crate) container: String,
    pub(crate) command: Vec<String>,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<EnvVar>,
    pub(crate) working_dir: Option<String>,
    /// Where the instance's volume is mounted.
    pub(crate) home: String,
    /// The user the agent runs as; `None`: the image's own.
    pub(crate) uid: Option<i64>,
    /// Its group, which also owns the files of its volumes.
    pub(crate) gid: Option<i64>,
    /// Name of the daemon's container unless the configuration says otherwise.
    pub(crate) daemon_container: &'static str,
    /// Ports the agent listens on.
    pub(crate) ports: Vec<(&'static str, u16)>,
}

/// Checks the chosen profile's settings and gives its contract; an error was reported where a part of it is wrong.
pub(crate) fn contract(profile: &Profile, instance_name: &str, report: &mut Report) -> Contract {
    let Profile { kind, bamboo, jenkins, gtm, generic } = profile;
    match kind {
        ProfileKind::Bamboo => bamboo::contract(bamboo, report),
        ProfileKind::Jenkins => jenkins::contract(jenkins, instance_name, report),
        ProfileKind::Gtm => gtm::contract(gtm, report),
        ProfileKind::Generic => generic::contract(generic, report),
    }
}

/// A required `http` or `https` URL.
fn url(text: &str, path: &str, report: &mut Report) {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let sound = host.is_some_and(|host| !host.is_empty()) && !text.contains(char::is_whitespace);
    if !sound {
        report.error("url", path, "Write the whole URL, e.g. https://ci.example.com.");
    }
}

/// A variable from a Secret's key, left out when the reference is not set.
fn optional_secret(name: &str, reference: &KeyRef, path: &str, report: &mut Report) -> Option<EnvVar> {
    if !reference.is_set() {
        return None;
    }
    crate::plan::key_ref(reference, path, report).then(|| secret_key(name, reference))
}

/// A variable from a Secret's key that the agent cannot start without.
fn required_secret(name: &str, reference: &KeyRef, path: &str, report: &mut Report) -> Option<EnvVar> {
    if !reference.is_set() {
        report.error(
            "secret-missing",
            format!("{path}.name"),
            format!("The agent needs {name}: name the Secret that holds it."),
        );
        return None;
    }
    optional_secret(name, reference, path, report)
}
