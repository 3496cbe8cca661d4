//! Projected and downward API volumes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{field_ref, resource_field_ref};
use super::field::Field;
use super::report::Report;
use super::volumes::{item_of, local_path, mode};
use crate::read::{get, int, list, text};

/// What a downward API volume may read.
const FIELDS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];
const TWICE: &str = "conflicting duplicate paths";

/// A projected volume. Certificates and trust bundles are left to the API server.
pub(super) fn check(report: &mut Report, source: &Value, at: &Field) {
    mode(report, source, "defaultMode", at);
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for (index, source) in list(source, "sources").iter().enumerate() {
        let here = at.child("sources").index(index);
        for kind in ["secret", "configMap"] {
            keys(report, source, kind, at, &here, &mut paths);
        }
        if let Some(files) = get(source, "downwardAPI") {
            for file in list(files, "items") {
                downward_file(report, file, &here.child("downwardAPI"));
                taken(report, text(file, "path"), text(file, "path"), at, &mut paths);
            }
        }
        if let Some(token) = get(source, "serviceAccountToken") {
            service_account_token(report, token, at, &here.child("serviceAccountToken"));
        }
        let kinds = [
            "secret",
            "configMap",
            "downwardAPI",
            "serviceAccountToken",
            "clusterTrustBundle",
            "podCertificate",
        ];
        if kinds.into_iter().filter(|kind| get(source, kind).is_some()).count() > 1 {
            report.forbidden(&here, "may not specify more than 1 volume type per source");
        }
    }
}

fn keys<'a>(
    report: &mut Report,
    source: &'a Value,
    kind: &str,
    at: &Field,
    here: &Field,
    paths: &mut BTreeSet<&'a str>,
) {
    let Some(source) = get(source, kind) else { return };
    let (here, name) = (here.child(kind), text(source, "name"));
    if name.is_empty() {
        report.required(&here.child("name"), "");
    }
    for (index, item) in list(source, "items").iter().enumerate() {
        item_of(report, item, &here.child("items").index(index));
        taken(report, text(item, "path"), name, at, paths);
    }
}

/// Two files of one path.
fn taken<'a>(report: &mut Report, path: &'a str, value: &str, at: &Field, paths: &mut BTreeSet<&'a str>) {
    if path.is_empty() {
        return;
    }
    if !paths.insert(path) {
        report.invalid(at, value, TWICE);
    }
}

fn service_account_token(report: &mut Report, token: &Value, at: &Field, here: &Field) {
    let seconds = int(token, "expirationSeconds").unwrap_or(3600);
    if seconds < 600 {
        let told = "may not specify a duration less than 10 minutes";
        report.invalid(&here.child("expirationSeconds"), &seconds, told);
    }
    if seconds > 1 << 32 {
        let told = "may not specify a duration larger than 2^32 seconds";
        report.invalid(&here.child("expirationSeconds"), &seconds, told);
    }
    let path = text(token, "path");
    if path.is_empty() {
        report.required(&at.child("path"), "");
    } else {
        local_path(report, path, &at.child("path"));
    }
}

/// A downward API volume.
pub(super) fn downward_api(report: &mut Report, source: &Value, at: &Field) {
    mode(report, source, "defaultMode", at);
    for file in list(source, "items") {
        downward_file(report, file, at);
    }
}

fn downward_file(report: &mut Report, file: &Value, at: &Field) {
    let path = text(file, "path");
    if path.is_empty() {
        report.required(&at.child("path"), "");
    }
    local_path(report, path, &at.child("path"));
    match (get(file, "fieldRef"), get(file, "resourceFieldRef")) {
        (Some(field), resource) => {
            field_ref(report, field, &FIELDS, &at.child("fieldRef"));
            if resource.is_some() {
                let told = "fieldRef and resourceFieldRef can not be specified simultaneously";
                report.invalid(at, "resource", told);
            }
        }
        (None, Some(resource)) => resource_field_ref(report, resource, true, &at.child("resourceFieldRef")),
        (None, None) => report.required(at, "one of fieldRef and resourceFieldRef is required"),
    }
    mode(report, file, "mode", at);
}
