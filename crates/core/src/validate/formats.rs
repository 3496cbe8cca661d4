//! The forms of names, and what is said of one that does not have it.

mod address;
mod told;

use crate::names::{self, Check};

pub(super) use address::ip_address;
pub(super) use told::Told;

const LABEL: &str =
    "use lower-case letters, digits and \"-\", and begin and end with a letter or digit, like my-name";
const SUBDOMAIN: &str = "use lower-case letters, digits, \"-\" and \".\", and begin and end with a letter or digit, like example.com";
const LABEL_KEY: &str = "use letters, digits, \"-\", \"_\" and \".\", begin and end with a letter or digit, and put at most one domain before a \"/\", like example.com/name";
const LABEL_VALUE: &str = "leave it empty, or use letters, digits, \"-\", \"_\" and \".\", and begin and end with a letter or digit";
const ENV_NAME: &str =
    "use letters, digits, \"_\", \"-\" and \".\", and do not begin with a digit, like MY_NAME";
const CONFIG_KEY: &str = "use letters, digits, \"-\", \"_\" and \".\", like token or key.name";
const SUBDOMAIN_UNDERSCORE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";
const SYSCTL: &str = "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

/// Everything the check says; `plain` stands for what names a regular expression.
fn told(check: Check, plain: &str) -> Vec<Told> {
    let complaints = check.err().unwrap_or_default();
    let each = complaints.split("; ").filter(|exact| !exact.is_empty());
    each.map(|exact| match exact.contains("(e.g.") || exact.contains("ASCII") {
        true => Told::new(exact, plain),
        false => exact.into(),
    })
    .collect()
}

pub(super) fn dns_label(value: &str) -> Vec<Told> {
    told(names::dns1123_label(value), LABEL)
}

pub(super) fn dns_subdomain(value: &str) -> Vec<Told> {
    told(names::dns1123_subdomain(value), SUBDOMAIN)
}

/// The key of a label, an annotation, a taint: also called a qualified name. Its length is counted in bytes since 1.34.
pub(super) fn label_key(value: &str) -> Vec<Told> {
    told(in_bytes(names::qualified_name(value)), LABEL_KEY)
}

pub(super) fn label_value(value: &str) -> Vec<Told> {
    told(in_bytes(names::label_value(value)), LABEL_VALUE)
}

fn in_bytes(check: Check) -> Check {
    check.map_err(|complaints| {
        ["63", "253"].into_iter().fold(complaints, |said, most| {
            said.replace(&format!("no more than {most} characters"), &format!("no more than {most} bytes"))
        })
    })
}

/// Up to 1.31.
pub(super) fn env_name(value: &str) -> Vec<Told> {
    told(names::env_var_name(value), ENV_NAME)
}

/// Since 1.32.
pub(super) fn relaxed_env_name(value: &str) -> Vec<Told> {
    told(names::env_var_name_relaxed(value), "use printable ASCII characters other than \"=\", like MY_NAME")
}

/// A key of a Secret or ConfigMap.
pub(super) fn config_key(value: &str) -> Vec<Told> {
    told(names::config_map_key(value), CONFIG_KEY)
}

pub(super) fn port_name(value: &str) -> Vec<Told> {
    told(names::port_name(value), "")
}

pub(super) fn port_number(value: i64) -> Vec<Told> {
    told(names::port_number(value), "")
}

/// A user or group id.
pub(super) fn user_id(value: i64) -> Vec<Told> {
    told(names::user_id(value), "")
}

pub(super) fn header_name(value: &str) -> Vec<Told> {
    told(names::http_header_name(value), "use letters, digits and \"-\", like X-Header-Name")
}

/// Search domains may begin with an underscore since 1.33.
pub(super) fn dns_subdomain_with_underscore(value: &str) -> Vec<Told> {
    let part = |part: &str| is_word(part.strip_prefix('_').unwrap_or(part));
    let mut told = Vec::new();
    if value.len() > 253 {
        told.push("must be no more than 253 characters".into());
    }
    if !value.split('.').all(part) {
        told.push(Told::new(SUBDOMAIN_UNDERSCORE, SUBDOMAIN));
    }
    told
}

pub(super) fn sysctl_name(value: &str) -> Option<Told> {
    let fits = value.len() <= 253 && value.split(['.', '/']).all(is_word);
    (!fits).then(|| Told::new(SYSCTL, "write it like net.core.somaxconn"))
}

/// Lower-case letters and digits; within, `-` and `_` too.
fn is_word(value: &str) -> bool {
    let edge = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    value.starts_with(edge)
        && value.ends_with(edge)
        && value.chars().all(|letter| edge(letter) || matches!(letter, '-' | '_'))
}
