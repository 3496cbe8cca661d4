//! Volumes and devices in containers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::field::Field;
use super::formats::Told;
use super::report::Report;
use super::volumes::{descending, has_backsteps, named};
use crate::read::{dig, get, is_true, list, text, text_if_set};

const PROPAGATIONS: [&str; 3] = ["Bidirectional", "HostToContainer", "None"];
const RECURSIVE: [&str; 3] = ["Disabled", "Enabled", "IfPossible"];

/// The mounts of one container; `volumes` are the pod's right ones. Paths below a mount are at the list, as the API server has it.
pub(super) fn check(report: &mut Report, container: &Value, volumes: &BTreeMap<&str, &Value>, at: &Field) {
    let (devices, device_paths) = named(container, "volumeDevices", "devicePath");
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for (index, mount) in list(container, "volumeMounts").iter().enumerate() {
        let (here, name, path) = (at.index(index), text(mount, "name"), text(mount, "mountPath"));
        volume_name(report, name, volumes, &here.child("name"));
        if path.is_empty() {
            report
                .required(&here.child("mountPath"), Told::new("", "say where in the container to mount it"));
        }
        if !paths.insert(path) {
            let told = Told::new("must be unique", "another volume is mounted there already");
            report.invalid(&here.child("mountPath"), path, told);
        }
        if devices.contains(name) {
            report.invalid(&here.child("name"), name, "must not already exist in volumeDevices");
        }
        if device_paths.contains(path) {
            let told = "must not already exist as a path in volumeDevices";
            report.invalid(&here.child("mountPath"), path, told);
        }
        sub_paths(report, mount, at, &here);
        propagation(report, mount, container, &at.child("mountPropagation"));
        read_only(report, mount, &at.child("recursiveReadOnly"));
    }
}

fn volume_name(report: &mut Report, name: &str, volumes: &BTreeMap<&str, &Value>, at: &Field) {
    if name.is_empty() {
        report.required(at, "");
    }
    if !volumes.contains_key(name) {
        report.not_found(at, name, Told::whole("", no_volume(name)));
    }
}

fn no_volume(name: &str) -> String {
    format!("The pod has no volume \"{name}\": name one of its volumes, or add this one.")
}

fn sub_paths(report: &mut Report, mount: &Value, at: &Field, here: &Field) {
    let (path, expression) = (text(mount, "subPath"), text(mount, "subPathExpr"));
    if !path.is_empty() {
        descending(report, path, &at.child("subPath"));
    }
    if expression.is_empty() {
        return;
    }
    if !path.is_empty() {
        let told = "subPathExpr and subPath are mutually exclusive";
        report.invalid(&here.child("subPathExpr"), expression, told);
    }
    descending(report, expression, &at.child("subPathExpr"));
}

fn propagation(report: &mut Report, mount: &Value, container: &Value, at: &Field) {
    let Some(mode) = text_if_set(mount, "mountPropagation") else { return };
    if !PROPAGATIONS.contains(&mode) {
        report.not_supported(at, mode, &PROPAGATIONS);
    }
    let privileged = get(container, "securityContext").is_some_and(|context| is_true(context, "privileged"));
    if mode == "Bidirectional" && !privileged {
        let told = "Bidirectional mount propagation is available only to privileged containers";
        report.forbidden(at, told);
    }
}

fn read_only(report: &mut Report, mount: &Value, at: &Field) {
    match text_if_set(mount, "recursiveReadOnly") {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if !is_true(mount, "readOnly") {
                report.forbidden(at, "may only be specified when readOnly is true");
            }
            if text_if_set(mount, "mountPropagation").is_some_and(|mode| mode != "None") {
                let told = "may only be specified when mountPropagation is None or not specified";
                report.forbidden(at, told);
            }
        }
        Some(other) => report.not_supported(at, other, &RECURSIVE),
    }
}

/// The raw block devices of one container.
pub(super) fn devices(report: &mut Report, container: &Value, volumes: &BTreeMap<&str, &Value>, at: &Field) {
    let (mounts, mount_paths) = named(container, "volumeMounts", "mountPath");
    let (mut names, mut paths): (BTreeSet<&str>, BTreeSet<&str>) = (BTreeSet::new(), BTreeSet::new());
    for (index, device) in list(container, "volumeDevices").iter().enumerate() {
        let (here, name, path) = (at.index(index), text(device, "name"), text(device, "devicePath"));
        if name.is_empty() {
            report.required(&here.child("name"), "");
        }
        if names.contains(name) {
            report.invalid(&here.child("name"), name, "must be unique");
        }
        device_volume(report, name, volumes, &here.child("name"));
        device_path(report, path, &mut paths, &here.child("devicePath"));
        if mounts.contains(name) {
            report.invalid(&here.child("name"), name, "must not already exist in volumeMounts");
        }
        if mount_paths.contains(path) {
            let told = "must not already exist as a path in volumeMounts";
            report.invalid(&here.child("devicePath"), path, told);
        }
        names.extend(Some(name).filter(|name| !name.is_empty()));
    }
}

fn device_volume(report: &mut Report, name: &str, volumes: &BTreeMap<&str, &Value>, at: &Field) {
    let block = |volume: &Value| {
        dig(volume, &["persistentVolumeClaim"]).or_else(|| dig(volume, &["ephemeral"])).is_some()
    };
    match volumes.get(name) {
        Some(volume) if block(volume) => {}
        Some(_) => {
            let told = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
            report.invalid(at, name, told);
        }
        None => report.not_found(at, name, Told::whole("", no_volume(name))),
    }
}

fn device_path<'a>(report: &mut Report, path: &'a str, paths: &mut BTreeSet<&'a str>, at: &Field) {
    if path.is_empty() {
        report.required(at, "");
    }
    if paths.contains(path) {
        report.invalid(at, path, "must be unique");
    }
    if has_backsteps(path) {
        report.invalid(at, path, "can not contain backsteps ('..')");
    } else {
        paths.insert(path);
    }
}
