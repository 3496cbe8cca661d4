//! Environment variables.

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, config_key, dns_label, dns_subdomain, env_name, label_key, relaxed_env_name};
use super::report::Report;
use super::{amount, volumes};
use crate::read::{get, list, text};

const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// What the downward API knows at all; a variable may use fewer.
const KNOWN_FIELDS: [&str; 14] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];
const DIVISORS: [&str; 13] =
    ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// The variables of one container.
pub(super) fn check(report: &mut Report, container: &Value, at: &Field) {
    for (index, variable) in list(container, "env").iter().enumerate() {
        let (at, name) = (at.index(index), text(variable, "name"));
        if name.is_empty() {
            report.required(&at.child("name"), Told::new("", "give the variable a name"));
        } else {
            report.invalid_each(&at.child("name"), name, variable_name(report, name));
        }
        value_from(report, variable, &at.child("valueFrom"));
    }
}

fn variable_name(report: &Report, name: &str) -> Vec<Told> {
    if report.since(32) { relaxed_env_name(name) } else { env_name(name) }
}

fn value_from(report: &mut Report, variable: &Value, at: &Field) {
    let Some(from) = get(variable, "valueFrom") else { return };
    let mut count = 0;
    if let Some(source) = get(from, "fieldRef") {
        count += 1;
        field_ref(report, source, &FIELDS, &at.child("fieldRef"));
    }
    if let Some(source) = get(from, "resourceFieldRef") {
        count += 1;
        resource_field_ref(report, source, false, &at.child("resourceFieldRef"));
    }
    for kind in ["configMapKeyRef", "secretKeyRef"] {
        if let Some(source) = get(from, kind) {
            count += 1;
            key_ref(report, source, &at.child(kind));
        }
    }
    if let Some(source) = get(from, "fileKeyRef").filter(|_| report.since(35)) {
        count += 1;
        file_key_ref(report, source, &at.child("fileKeyRef"));
    }
    sources(report, count, !text(variable, "value").is_empty(), at);
}

fn sources(report: &mut Report, count: usize, has_value: bool, at: &Field) {
    let one_of = "A variable that takes its value from elsewhere names one source, like secretKeyRef.";
    let told = match (count, has_value) {
        (0, _) if report.since(35) => Told::whole(
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
            one_of,
        ),
        (0, _) => Told::whole(
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
            one_of,
        ),
        (_, true) => Told::whole(
            "may not be specified when `value` is not empty",
            "The variable has a value and a source of its value: remove one (an overlay does so by setting it to null).",
        ),
        (2.., false) => Told::whole(
            "may not have more than one field specified at a time",
            "The variable has several sources of its value: keep one.",
        ),
        (1, false) => return,
    };
    report.invalid(at, "", told);
}

/// A field of the pod itself.
pub(super) fn field_ref(report: &mut Report, source: &Value, known: &[&str], at: &Field) {
    let (version, path) = (text(source, "apiVersion"), text(source, "fieldPath"));
    if path.is_empty() {
        return report.required(&at.child("fieldPath"), "");
    }
    if version != "v1" {
        let told = format!("error converting fieldPath: unsupported pod version: {version}");
        return report.invalid(&at.child("fieldPath"), path, told);
    }
    match subscript(path) {
        Some(("metadata.annotations", key)) => report.invalid_each(at, key, label_key(&key.to_lowercase())),
        Some(("metadata.labels", key)) => report.invalid_each(at, key, label_key(key)),
        Some((_, _)) => {
            let told = format!("error converting fieldPath: field label does not support subscript: {path}");
            report.invalid(&at.child("fieldPath"), path, told);
        }
        None => plain_field(report, path, known, &at.child("fieldPath")),
    }
}

fn plain_field(report: &mut Report, path: &str, known: &[&str], at: &Field) {
    let path = if path == "spec.host" { "spec.nodeName" } else { path };
    if !KNOWN_FIELDS.contains(&path) {
        let exact = format!("error converting fieldPath: field label not supported: {path}");
        report.invalid(at, path, Told::new(exact, format!("use one of {}", known.join(", "))));
    } else if !known.contains(&path) {
        report.not_supported(at, path, known);
    }
}

/// `metadata.labels['key']` into its parts.
fn subscript(path: &str) -> Option<(&str, &str)> {
    path.strip_suffix("']")?.split_once("['").filter(|(base, _)| !base.is_empty())
}

/// A resource of a container of the pod; a volume must name the container.
pub(super) fn resource_field_ref(report: &mut Report, source: &Value, volume: bool, at: &Field) {
    let resource = text(source, "resource");
    let huge = ["requests.hugepages-", "limits.hugepages-"].iter().any(|prefix| resource.starts_with(prefix));
    if volume && text(source, "containerName").is_empty() {
        report.required(&at.child("containerName"), "");
    } else if resource.is_empty() {
        report.required(&at.child("resource"), "");
    } else if !RESOURCES.contains(&resource) && !huge {
        report.not_supported(&at.child("resource"), resource, &RESOURCES);
    }
    divisor(report, source, resource, huge, &at.child("divisor"));
}

fn divisor(report: &mut Report, source: &Value, resource: &str, huge: bool, at: &Field) {
    let Some(divisor) = get(source, "divisor").and_then(amount::parse).filter(|divisor| !divisor.is_zero())
    else {
        return;
    };
    let divisor = divisor.to_string();
    let sizes = DIVISORS.join(", ");
    let kind = match resource.split_once('.').map(|(_, kind)| kind) {
        Some("cpu") => {
            if !["1m", "1"].contains(&divisor.as_str()) {
                report.invalid(
                    at,
                    resource,
                    "only divisor's values 1m and 1 are supported with the cpu resource",
                );
            }
            return;
        }
        Some("memory") => "memory",
        Some("ephemeral-storage") => "local ephemeral storage",
        Some(_) if huge => "hugepages",
        Some(_) | None => return,
    };
    if !DIVISORS.contains(&divisor.as_str()) {
        let told = format!("only divisor's values {sizes} are supported with the {kind} resource");
        report.invalid(at, resource, told);
    }
}

fn key_ref(report: &mut Report, source: &Value, at: &Field) {
    let (name, key) = (text(source, "name"), text(source, "key"));
    report.invalid_each(&at.child("name"), name, dns_subdomain(name));
    if key.is_empty() {
        report.required(&at.child("key"), Told::new("", "name a key of the Secret or ConfigMap"));
    } else {
        report.invalid_each(&at.child("key"), key, config_key(key));
    }
}

fn file_key_ref(report: &mut Report, source: &Value, at: &Field) {
    let (key, volume, path) = (text(source, "key"), text(source, "volumeName"), text(source, "path"));
    match key {
        "" => report.required(&at.child("key"), ""),
        key => report.invalid_each(&at.child("key"), key, relaxed_env_name(key)),
    }
    match volume {
        "" => report.required(&at.child("volumeName"), ""),
        volume => report.invalid_each(&at.child("volumeName"), volume, dns_label(volume)),
    }
    match path {
        "" => report.required(&at.child("path"), ""),
        path => volumes::no_backsteps(report, path, &at.child("path")),
    }
}

/// Whole Secrets and ConfigMaps as variables. The API server puts the errors of a source at the list.
pub(super) fn check_from(report: &mut Report, container: &Value, at: &Field) {
    for (index, from) in list(container, "envFrom").iter().enumerate() {
        let (here, prefix) = (at.index(index), text(from, "prefix"));
        if !prefix.is_empty() {
            report.invalid_each(&here.child("prefix"), prefix, variable_name(report, prefix));
        }
        let mut count = 0;
        for kind in ["configMapRef", "secretRef"] {
            let Some(source) = get(from, kind) else { continue };
            count += 1;
            let (here, name) = (here.child(kind).child("name"), text(source, "name"));
            if name.is_empty() {
                report.required(&here, "");
            } else {
                report.invalid_each(&here, name, dns_subdomain(&name_or_prefix(name)));
            }
        }
        match count {
            0 => report.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`"),
            1 => {}
            _ => report.invalid(at, "", "may not have more than one field specified at a time"),
        }
    }
}

/// The API server lets these names end with a dash, as if more followed.
fn name_or_prefix(name: &str) -> String {
    match name.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => format!("{rest}a"),
        Some(_) | None => name.to_owned(),
    }
}
