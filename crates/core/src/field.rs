//! The rules for names, paths and ids, as sentences for the form.
//!
//! The rules are [`crate::names`]' (the API server's); its sentences quote regular expressions, these do not.

use crate::names;

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

/// The name of an environment variable.
pub(crate) fn env_var(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("A variable needs a name.".to_owned());
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

/// A directory in a container that a volume may be mounted at: not its root, which the image is.
pub(crate) fn mount_path(text: &str) -> Result<(), String> {
    absolute_path(text)?;
    if text.trim_end_matches('/').is_empty() {
        return Err("A volume at / would hide the whole image: name a directory, e.g. /workspace.".to_owned());
    }
    Ok(())
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
