//! PersistentVolumeClaims, and the claim templates of ephemeral volumes.

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, dns_label, dns_subdomain};
use super::report::Report;
use super::{amount, meta, scheduling, volumes};
use crate::read::{dig, get, text, text_if_set};

const MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

pub(super) fn check(report: &mut Report, object: &Value) {
    meta::check(report, object);
    let nothing = Value::Null;
    spec(report, get(object, "spec").unwrap_or(&nothing), &Field::new("spec"));
}

/// A claim's spec.
pub(super) fn spec(report: &mut Report, spec: &Value, at: &Field) {
    access_modes(report, spec, at);
    storage(report, spec, &at.child("resources").key("storage"));
    class(report, spec, "storageClassName", at);
    if let Some(mode) = text_if_set(spec, "volumeMode").filter(|mode| !["Block", "Filesystem"].contains(mode))
    {
        report.not_supported(&at.child("volumeMode"), mode, &["Block", "Filesystem"]);
    }
    data_source(report, spec, "dataSource", at);
    data_source(report, spec, "dataSourceRef", at);
    sources_agree(report, spec, at);
    if report.since(34) {
        class(report, spec, "volumeAttributesClassName", at);
    }
}

fn access_modes(report: &mut Report, spec: &Value, spec_at: &Field) {
    let at = &spec_at.child("accessModes");
    let modes = volumes::access_modes(spec);
    if modes.is_empty() {
        let told = Told::new("at least 1 access mode is required", "choose at least one, like ReadWriteOnce");
        report.required(at, told);
    }
    if let Some(selector) = get(spec, "selector") {
        scheduling::label_selector(report, selector, &spec_at.child("selector"));
    }
    for mode in modes.iter().filter(|mode| !MODES.contains(mode)) {
        report.not_supported(at, mode, &MODES);
    }
    let alone = modes.contains(&"ReadWriteOncePod");
    if alone && modes.iter().any(|mode| *mode != "ReadWriteOncePod" && MODES.contains(mode)) {
        report.forbidden(at, "may not use ReadWriteOncePod with other access modes");
    }
}

fn storage(report: &mut Report, spec: &Value, at: &Field) {
    let Some(size) = dig(spec, &["resources", "requests", "storage"]).and_then(amount::parse) else {
        return report.required(at, Told::new("", "say how much storage, like 10Gi"));
    };
    if size.is_negative() || size.is_zero() {
        report.invalid(at, &size.to_string(), "must be greater than zero");
    }
}

fn class(report: &mut Report, spec: &Value, field: &str, at: &Field) {
    let class = text(spec, field);
    if !class.is_empty() {
        report.invalid_each(&at.child(field), class, dns_subdomain(class));
    }
}

fn data_source(report: &mut Report, spec: &Value, field: &str, at: &Field) {
    let Some(source) = get(spec, field) else { return };
    let at = at.child(field);
    for field in ["name", "kind"].into_iter().filter(|field| text(source, field).is_empty()) {
        report.required(&at.child(field), "");
    }
    let (group, kind) = (text(source, "apiGroup"), text(source, "kind"));
    if group.is_empty() && kind != "PersistentVolumeClaim" {
        report.invalid(&at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    if !group.is_empty() {
        report.invalid_each(&at.child("apiGroup"), group, dns_subdomain(group));
    }
    let namespace = if field == "dataSourceRef" { text(source, "namespace") } else { "" };
    if !namespace.is_empty() {
        report.invalid_each(&at.child("namespace"), namespace, dns_label(namespace));
    }
}

fn sources_agree(report: &mut Report, spec: &Value, at: &Field) {
    let (Some(source), Some(reference)) = (get(spec, "dataSource"), get(spec, "dataSourceRef")) else {
        return;
    };
    let same =
        ["apiGroup", "kind", "name"].into_iter().all(|field| get(source, field) == get(reference, field));
    let other = at.child("dataSource");
    // The value shown is the other field's path object, which has no exported parts.
    let shown = Value::Object(serde_json::Map::new());
    if !text(reference, "namespace").is_empty() {
        let exact = "may not be specified when dataSourceRef.namespace is specified";
        report.invalid(at, &shown, Told::whole(exact, format!("{} {exact}.", other.leaf())));
    } else if !same {
        report.invalid(
            at,
            &shown,
            Told::whole("must match dataSourceRef", "dataSource must match dataSourceRef."),
        );
    }
}
