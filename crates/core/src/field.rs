//! The rules for names, paths and ids, as sentences for the form.
//!
//! The rules are [`crate::names`]' (the API server's); its sentences quote regular expressions, these do not.

use crate::names;
use crate::target::{KubernetesVersion, Target};

/// A DNS label: names of containers, and what instances and images are called.
pub(crate) fn label(text: &str) -> Result<(), String> {
    named(text, names::dns1123_label(text), 63, "lower-case letters, digits and hyphens")
}

/// A DNS subdomain: names of most Kubernetes objects.
pub(crate) fn subdomain(text: &str) -> Result<(), String> {
    named(text, names::dns1123_subdomain(text), 253, "lower-case letters, digits, hyphens and dots")
}

fn named(text: &str, result: names::Check, longest: usize, characters: &str) -> Result<(), String> {
    if result.is_ok() {
        return Ok(());
    }
    if text.is_empty() {
        return Err("A name is needed here.".to_owned());
    }
    if text.len() > longest {
        return Err(format!("A name has at most {longest} characters; this one has {}.", text.len()));
    }
    let example = names::suggest_label(text).map(|name| format!(", e.g. {name}")).unwrap_or_default();
    Err(format!("Use {characters}, with a letter or digit at both ends{example}."))
}

/// The key of a label, an annotation or a node selector.
pub(crate) fn qualified_name(text: &str) -> Result<(), String> {
    names::qualified_name(text).map_err(|_| {
        "A key has letters, digits, hyphens, dots and underscores, at most 63, and may begin with a domain and a slash, \
         e.g. example.com/team."
            .to_owned()
    })
}

/// The value of a label.
pub(crate) fn label_value(text: &str) -> Result<(), String> {
    names::label_value(text).map_err(|_| {
        "Use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends.".to_owned()
    })
}

/// The name of an environment variable, by the rule of the cluster's version (`RelaxedEnvironmentVariableValidation`).
pub(crate) fn env_var(text: &str, target: &Target) -> Result<(), String> {
    if text.is_empty() {
        return Err("A variable needs a name.".to_owned());
    }
    if target.kubernetes >= KubernetesVersion::RELAXED_ENV_NAMES {
        return names::env_var_name_relaxed(text)
            .map_err(|_| "Use printable characters of ASCII, but no equals sign.".to_owned());
    }
    names::env_var_name(text).map_err(|_| {
        "Use letters, digits, underscores, hyphens and dots, not beginning with a digit.".to_owned()
    })
}

/// A key of a Secret or ConfigMap.
pub(crate) fn config_map_key(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("Name the key that holds the value.".to_owned());
    }
    names::config_map_key(text)
        .map_err(|_| "A key has letters, digits, hyphens, dots and underscores, at most 253.".to_owned())
}

/// A path in a container.
pub(crate) fn absolute_path(text: &str) -> Result<(), String> {
    names::absolute_path(text)
        .map_err(|message| format!("A path in the container {message}, e.g. /workspace."))
}

/// A directory in a container that a volume may be mounted at: one that hides nothing a container needs to start.
pub(crate) fn mount_path(text: &str) -> Result<(), String> {
    absolute_path(text)?;
    match owner(&plain(text)) {
        Some(owner) => {
            Err(format!("No volume can be at {text}: {owner}. Name a directory of its own, like /work."))
        }
        None => Ok(()),
    }
}

/// A path without what says nothing in it: `//`, `/./`, a slash at the end.
pub(crate) fn plain(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.flat_map(|part| ["/", part]).collect()
}

/// Whether `path` is `directory` or something in it.
pub(crate) fn lies_in(path: &str, directory: &str) -> bool {
    let (path, directory) = (plain(path), plain(directory));
    let rest = path.strip_prefix(&directory).filter(|_| !directory.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Why a volume must not cover a directory of any Linux image.
fn owner(path: &str) -> Option<&'static str> {
    // The daemon's entrypoint and programs are in /usr/local/bin.
    const ALONE: &[&str] = &[
        "",
        "/bin",
        "/boot",
        "/etc",
        "/lib",
        "/lib64",
        "/sbin",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local",
        "/usr/local/bin",
        "/usr/sbin",
        "/var",
        "/var/lib",
    ];
    match ["/proc", "/sys", "/dev"].iter().any(|directory| lies_in(path, directory)) {
        true => Some("it is the kernel's"),
        false => ALONE.contains(&path).then_some("it would hide what the image brings"),
    }
}

/// A path on the node.
pub(crate) fn host_path(text: &str) -> Result<(), String> {
    names::absolute_path(text)
        .map_err(|message| format!("A path on the node {message}, e.g. /var/run/docker.sock."))
}

/// A user or group id.
pub(crate) fn user_id(id: i64) -> Result<(), String> {
    names::user_id(id).map_err(|_| "An id is between 0 and 2147483647.".to_owned())
}
