//! Object names.

use serde_json::{Value, json};
use slipway_core::validate::{self, Kind};

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
    let mut causes = metadata(resource, new);
    causes.extend(named(resource, name));
    causes
}

/// Labels, annotations, finalizers, owners: the same rules for every kind, so those for a secret are asked. Definitions
/// and what they define may have finalizers without a slash, as the API server's own for definitions.
fn metadata(resource: &Resource, new: &Value) -> Vec<Cause> {
    let is_builtin = !resource.group.contains('.') || resource.group.ends_with(".k8s.io");
    let any_finalizer = !is_builtin || resource.group == "apiextensions.k8s.io";
    let other = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": new.get("metadata") });
    let found = validate::object(Kind::Secret, &other).into_iter();
    let found = found.filter(|it| it.field.starts_with("metadata.") && it.field != "metadata.name");
    let found =
        found.filter(|it| !(any_finalizer && it.message.contains("neither a standard finalizer name")));
    found.map(|it| Cause::new(it.reason.as_str(), it.field, it.message)).collect()
}

fn named(resource: &Resource, name: &str) -> Vec<Cause> {
    if name.is_empty() {
        return vec![Cause::required("metadata.name", "name or generateName is required")];
    }
    if resource.group == "rbac.authorization.k8s.io" {
        return Vec::new();
    }
    let is_label = resource.group.is_empty() && matches!(resource.kind.as_str(), "Namespace" | "Service");
    if is_label && name.contains('.') {
        return vec![Cause::invalid("metadata.name", &name.into(), "must not contain dots")];
    }
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
