//! `spec.volumes`.

mod vendors;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, dns_label, dns_subdomain};
use super::report::Report;
use super::{amount, claim, meta, projected};
use crate::read::{get, int, list, text, texts};

const ONE_TYPE: &str = "may not specify more than 1 volume type";
const HOST_PATH_TYPES: [&str; 8] =
    ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// What a volume can be, in the order the API server asks.
pub(super) const TYPES: [&str; 30] = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
];

/// Checks all volumes; returns those that are right, by name: mounts may use them.
pub(super) fn check<'a>(
    report: &mut Report,
    pod: &'a Value,
    spec: &'a Value,
) -> BTreeMap<&'a str, &'a Value> {
    let at = Field::new("spec.volumes");
    let pod_name = get(pod, "metadata").map(|meta| text(meta, "name")).unwrap_or_default();
    let volumes = list(spec, "volumes");
    let ephemeral: BTreeSet<&str> = volumes
        .iter()
        .filter(|volume| !pod_name.is_empty() && get(volume, "ephemeral").is_some())
        .map(|volume| text(volume, "name"))
        .collect();
    let is_created = |claim: &str| {
        let volume = claim.strip_prefix(pod_name).and_then(|rest| rest.strip_prefix('-'));
        volume.is_some_and(|volume| ephemeral.contains(volume))
    };
    let mut right: BTreeMap<&str, &Value> = BTreeMap::new();
    for (index, volume) in volumes.iter().enumerate() {
        let (at, name, before) = (at.index(index), text(volume, "name"), report.len());
        source(report, volume, &at, pod_name);
        volume_name(report, name, &at, right.contains_key(name));
        if report.len() == before {
            right.insert(name, volume);
        }
        let claim =
            get(volume, "persistentVolumeClaim").map(|claim| text(claim, "claimName")).unwrap_or_default();
        if is_created(claim) {
            let at = at.child("persistentVolumeClaim").child("claimName");
            report.invalid(&at, claim, "must not reference a PVC that gets created for an ephemeral volume");
        }
    }
    right
}

fn volume_name(report: &mut Report, name: &str, at: &Field, taken: bool) {
    let at = at.child("name");
    if name.is_empty() {
        report.required(&at, Told::new("", "give the volume a name"));
    } else {
        report.invalid_each(&at, name, dns_label(name));
    }
    if taken {
        report.duplicate(&at, name);
    }
}

fn source(report: &mut Report, volume: &Value, at: &Field, pod_name: &str) {
    let mut count = 0;
    for name in TYPES {
        let Some(source) = get(volume, name) else { continue };
        count += 1;
        // The misspellings are the API server's.
        let refused = match name {
            "downwardAPI" => "downwarAPI",
            "cephfs" => "cephFS",
            name => name,
        };
        if count > 1 && name != "emptyDir" {
            let plain = "A volume has one type: remove the other one (a merge adds a second type unless it has \"$retainKeys\").";
            report.forbidden(&at.child(refused), Told::whole(ONE_TYPE, plain));
        } else {
            check_type(report, name, source, volume, at, pod_name);
        }
    }
    if count == 0 {
        let plain = "The volume has no type: give it one, like emptyDir or persistentVolumeClaim.";
        report.required(at, Told::whole("must specify a volume type", plain));
    }
}

fn check_type(report: &mut Report, name: &str, source: &Value, volume: &Value, at: &Field, pod_name: &str) {
    let here = at.child(name);
    match name {
        "emptyDir" => empty_dir(report, source, &here),
        "hostPath" => host_path(report, source, &here),
        "secret" => files(report, source, "secretName", &here),
        "configMap" => files(report, source, "name", &here),
        "persistentVolumeClaim" => required(report, source, "claimName", &here),
        "nfs" => nfs(report, source, &here),
        "downwardAPI" => projected::downward_api(report, source, &here),
        "projected" => projected::check(report, source, &here),
        "csi" => csi(report, source, &here),
        "ephemeral" => ephemeral(report, source, text(volume, "name"), pod_name, at),
        "image" => image(report, source, &here),
        name => vendors::check(report, name, source, at),
    }
}

/// A text that must be there.
fn required(report: &mut Report, source: &Value, field: &str, at: &Field) {
    if text(source, field).is_empty() {
        report.required(&at.child(field), "");
    }
}

fn empty_dir(report: &mut Report, source: &Value, at: &Field) {
    if get(source, "sizeLimit").and_then(amount::parse).is_some_and(|limit| limit.is_negative()) {
        let told = Told::new("SizeLimit field must be a valid resource quantity", "it must not be negative");
        report.forbidden(&at.child("sizeLimit"), told);
    }
}

fn host_path(report: &mut Report, source: &Value, at: &Field) {
    let path = text(source, "path");
    if path.is_empty() {
        return report.required(&at.child("path"), Told::new("", "name a path on the node"));
    }
    no_backsteps(report, path, &at.child("path"));
    let kind = text(source, "type");
    if !HOST_PATH_TYPES.contains(&kind) {
        report.not_supported(&at.child("type"), kind, &HOST_PATH_TYPES);
    }
}

/// A Secret's or a ConfigMap's keys as files.
fn files(report: &mut Report, source: &Value, name: &str, at: &Field) {
    required(report, source, name, at);
    mode(report, source, "defaultMode", at);
    items(report, source, at);
}

/// Keys that become files.
pub(super) fn items(report: &mut Report, source: &Value, at: &Field) {
    for (index, item) in list(source, "items").iter().enumerate() {
        item_of(report, item, &at.child("items").index(index));
    }
}

/// One key that becomes a file.
pub(super) fn item_of(report: &mut Report, item: &Value, at: &Field) {
    required(report, item, "key", at);
    required(report, item, "path", at);
    local_path(report, text(item, "path"), &at.child("path"));
    mode(report, item, "mode", at);
}

/// A file's permissions.
pub(super) fn mode(report: &mut Report, source: &Value, field: &str, at: &Field) {
    let Some(mode) = int(source, field).filter(|mode| !(0..=0o777).contains(mode)) else { return };
    let told = Told::new(
        "must be a number between 0 and 0777 (octal), both inclusive",
        "permissions go from 0 to 511 (octal 0777)",
    );
    report.invalid(&at.child(field), &mode, told);
}

fn nfs(report: &mut Report, source: &Value, at: &Field) {
    required(report, source, "server", at);
    required(report, source, "path", at);
    let path = text(source, "path");
    if !path.starts_with('/') {
        report.invalid(&at.child("path"), path, "must be an absolute path");
    }
}

fn csi(report: &mut Report, source: &Value, at: &Field) {
    let driver = text(source, "driver");
    if driver.is_empty() {
        report.required(&at.child("driver"), "");
    } else {
        if driver.len() > 63 {
            report.too_long(&at.child("driver"), 63);
        }
        report.invalid_each(&at.child("driver"), driver, dns_subdomain(&driver.to_lowercase()));
    }
    let Some(secret) = get(source, "nodePublishSecretRef").map(|secret| text(secret, "name")) else { return };
    if secret.is_empty() {
        report.required(&at.child("nodePublishSecretRef").child("name"), "");
    } else {
        report.invalid_each(&at.child("name"), secret, dns_subdomain(secret));
    }
}

fn ephemeral(report: &mut Report, source: &Value, volume: &str, pod_name: &str, at: &Field) {
    let here = at.child("ephemeral").child("volumeClaimTemplate");
    if let Some(template) = get(source, "volumeClaimTemplate") {
        if let Some(labelled) = get(template, "metadata") {
            meta::annotations(report, labelled, &here.child("metadata").child("annotations"));
            meta::labels(report, labelled, "labels", &here.child("metadata").child("labels"));
        }
        let nothing = Value::Null;
        claim::spec(report, get(template, "spec").unwrap_or(&nothing), &here.child("spec"));
    } else {
        report.required(&here, "");
    }
    if !pod_name.is_empty() && !volume.is_empty() && !report.is_full() {
        let name = format!("{pod_name}-{volume}");
        for told in dns_subdomain(&name) {
            report.invalid(&at.child("name"), volume, format!("PVC name \"{name}\": {}", told.exact()));
        }
    }
}

fn image(report: &mut Report, source: &Value, at: &Field) {
    required(report, source, "reference", at);
    super::container::pull_policy(report, text(source, "pullPolicy"), &at.child("pullPolicy"));
}

/// A relative path without `..`.
pub(super) fn descending(report: &mut Report, path: &str, at: &Field) {
    if path.starts_with('/') {
        report.invalid(at, path, "must be a relative path");
    }
    no_backsteps(report, path, at);
}

/// A relative path that does not begin with two dots.
pub(super) fn local_path(report: &mut Report, path: &str, at: &Field) {
    descending(report, path, at);
    if path.starts_with("..") && path != ".." && !path.starts_with("../") {
        report.invalid(at, path, "must not start with '..'");
    }
}

/// Whether a part of the path is `..`.
pub(super) fn has_backsteps(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

pub(super) fn no_backsteps(report: &mut Report, path: &str, at: &Field) {
    if has_backsteps(path) {
        report.invalid(at, path, "must not contain '..'");
    }
}

/// The names of the devices or mounts of a container, and their paths.
pub(super) fn named<'a>(
    container: &'a Value,
    field: &str,
    path: &str,
) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    list(container, field).iter().map(|item| (text(item, "name"), text(item, path))).unzip()
}

/// The access modes as written.
pub(super) fn access_modes(spec: &Value) -> Vec<&str> {
    texts(spec, "accessModes")
}
