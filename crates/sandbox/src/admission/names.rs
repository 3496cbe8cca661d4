//! Object names.

use serde_json::Value;

use crate::{object, resource::Resource, status::Cause};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
    and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must \
    start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/// What is wrong with an object's name. Kinds with a full validator of their own are checked there.
pub(crate) fn causes(resource: &Resource, new: &Value) -> Vec<Cause> {
    let name = object::name(new);
    if super::validation::kind(resource).is_some() {
        return Vec::new();
    }
    if name.is_empty() {
        return vec![Cause::required("metadata.name", "name or generateName is required")];
    }
    if resource.group == "rbac.authorization.k8s.io" {
        return Vec::new();
    }
    let is_label = matches!(resource.kind.as_str(), "Namespace" | "Service");
    let (fits, detail) = if is_label { (label(name), LABEL) } else { (subdomain(name), SUBDOMAIN) };
    if fits { Vec::new() } else { vec![Cause::invalid("metadata.name", &name.into(), detail)] }
}

fn subdomain(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(label_characters)
}

fn label(name: &str) -> bool {
    name.len() <= 63 && label_characters(name)
}

fn label_characters(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && !name.ends_with('-')
        && name.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
