//! Volumes of single vendors and clouds, most of whose drivers have left Kubernetes. Their rules have stayed.

use serde_json::Value;

use super::required;
use crate::read::{entries, get, int, is_true, list, text, text_if_set};
use crate::validate::field::Field;
use crate::validate::formats::dns_label;
use crate::validate::report::Report;

const PARTITION: &str = "must be between 1 and 255, inclusive";
const RANGE: &str = "must be between 0 and 255, inclusive";
const HOST_AND_PORT: &str = "must be a host:port pair or multiple pairs separated by commas";
const MANAGED_DISK: &str =
    "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const BLOB_DISK: &str = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

/// Checks the volume's source `name`; `at` is the volume.
pub(super) fn check(report: &mut Report, name: &str, source: &Value, at: &Field) {
    let here = at.child(name);
    let fields: &[&str] = match name {
        "glusterfs" => &["endpoints", "path"],
        "azureFile" => &["secretName", "shareName"],
        "vsphereVolume" => &["volumePath"],
        "photonPersistentDisk" => &["pdID"],
        "portworxVolume" | "cinder" => &["volumeID"],
        "scaleIO" => &["gateway", "system", "volumeName"],
        "flexVolume" => &["driver"],
        "gitRepo" => &["repository"],
        "azureDisk" => &["diskName", "diskURI"],
        _ => &[],
    };
    fields.iter().for_each(|field| required(report, source, field, &here));
    match name {
        "gitRepo" => super::local_path(report, text(source, "directory"), &here.child("directory")),
        // The API server's path is not the field's name.
        "gcePersistentDisk" => disk(report, source, "pdName", &at.child("persistentDisk")),
        "awsElasticBlockStore" => disk(report, source, "volumeID", &here),
        "iscsi" => iscsi(report, source, &here),
        "fc" => fibre_channel(report, source, &here),
        "quobyte" => quobyte(report, source, &here),
        "flocker" => flocker(report, source, &here),
        "rbd" => {
            monitors(report, source, &here);
            required(report, source, "image", &here);
        }
        "cephfs" => monitors(report, source, &here),
        "cinder" => named_secret(report, source, &here),
        "storageos" => storage_os(report, source, &here),
        "flexVolume" => options(report, source, &here),
        "azureDisk" => azure_disk(report, source, &here),
        _ => {}
    }
}

fn disk(report: &mut Report, source: &Value, name: &str, at: &Field) {
    required(report, source, name, at);
    let partition = int(source, "partition").unwrap_or_default();
    if !(0..=255).contains(&partition) {
        report.invalid(&at.child("partition"), &partition, PARTITION);
    }
}

fn monitors(report: &mut Report, source: &Value, at: &Field) {
    if list(source, "monitors").is_empty() {
        report.required(&at.child("monitors"), "");
    }
}

fn named_secret(report: &mut Report, source: &Value, at: &Field) {
    if get(source, "secretRef").is_some_and(|secret| text(secret, "name").is_empty()) {
        report.required(&at.child("secretRef").child("name"), "");
    }
}

fn iscsi(report: &mut Report, source: &Value, at: &Field) {
    required(report, source, "targetPortal", at);
    required(report, source, "iqn", at);
    let name = text(source, "iqn");
    if !name.is_empty() {
        initiator(report, name, &at.child("iqn"));
    }
    let lun = int(source, "lun").unwrap_or_default();
    if !(0..=255).contains(&lun) {
        report.invalid(&at.child("lun"), &lun, RANGE);
    }
    let signs_in = is_true(source, "chapAuthDiscovery") || is_true(source, "chapAuthSession");
    if signs_in && get(source, "secretRef").is_none() {
        report.required(&at.child("secretRef"), "");
    }
    if let Some(name) = text_if_set(source, "initiatorName") {
        initiator(report, name, &at.child("initiatorname"));
    }
}

/// A name of RFC 3720, section 3.2.6.3, as far as the API server looks.
fn initiator(report: &mut Report, name: &str, at: &Field) {
    let digits = |rest: &str, count: usize| {
        rest.chars().count() == count + 1 && rest.chars().skip(1).all(|letter| letter.is_ascii_alphanumeric())
    };
    let right = match name.split_at_checked(3) {
        Some(("iqn", rest)) => is_qualified(rest),
        Some(("eui", rest)) => digits(rest, 16),
        Some(("naa", rest)) => digits(rest, 32),
        Some(_) | None => {
            return report.invalid(at, name, "must be valid format starting with iqn, eui, or naa");
        }
    };
    if !right {
        report.invalid(at, name, "must be valid format");
    }
}

/// `.2001-04.com.example:disk`.
fn is_qualified(rest: &str) -> bool {
    let number = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let authority = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    };
    let device =
        |text: &str| !text.is_empty() && !text.contains([',', ';', '*', '&', '$', '|', ' ', '\t', '\n']);
    let parts = || {
        let (date, rest) = rest.strip_prefix('.')?.split_once('.')?;
        let (year, month) = date.split_once('-')?;
        let (before, after) = rest.split_once(':')?;
        Some(number(year, 4) && number(month, 2) && authority(before) && device(after))
    };
    parts().unwrap_or_default()
}

fn fibre_channel(report: &mut Report, source: &Value, at: &Field) {
    let (ports, disks) = (list(source, "targetWWNs"), list(source, "wwids"));
    if ports.is_empty() && disks.is_empty() {
        report.required(&at.child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
    }
    if ports.is_empty() {
        return;
    }
    if !disks.is_empty() {
        let told = "targetWWNs and wwids can not be specified simultaneously";
        report.invalid(&at.child("targetWWNs"), &Value::Array(ports.to_vec()), told);
    }
    match int(source, "lun") {
        None => report.required(&at.child("lun"), "lun is required if targetWWNs is specified"),
        Some(lun) if !(0..=255).contains(&lun) => report.invalid(&at.child("lun"), &lun, RANGE),
        Some(_) => {}
    }
}

fn quobyte(report: &mut Report, source: &Value, at: &Field) {
    let registry = text(source, "registry");
    if registry.is_empty() {
        report.required(&at.child("registry"), HOST_AND_PORT);
    } else if text(source, "tenant").len() >= 65 {
        let told = "must be a UUID and may not exceed a length of 64 characters";
        report.required(&at.child("tenant"), told);
    } else {
        for _ in registry.split(',').filter(|pair| !is_host_and_port(pair)) {
            report.invalid(&at.child("registry"), registry, HOST_AND_PORT);
        }
    }
    required(report, source, "volume", at);
}

/// As Go splits them: one colon, or several within brackets before it.
fn is_host_and_port(pair: &str) -> bool {
    let Some((host, port)) = pair.rsplit_once(':') else { return false };
    let host = match host.strip_prefix('[') {
        Some(rest) => match rest.strip_suffix(']') {
            Some(inner) => return !inner.contains(['[', ']']) && !port.contains(['[', ']']),
            None => return false,
        },
        None => host,
    };
    !host.contains([':', '[', ']']) && !port.contains(['[', ']'])
}

fn flocker(report: &mut Report, source: &Value, at: &Field) {
    let (name, id) = (text(source, "datasetName"), text(source, "datasetUUID"));
    if name.is_empty() && id.is_empty() {
        report.required(at, "one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !id.is_empty() {
        let told = "datasetName and datasetUUID can not be specified simultaneously";
        report.invalid(at, "resource", told);
    }
    if name.contains('/') {
        report.invalid(&at.child("datasetName"), name, "must not contain '/'");
    }
}

fn storage_os(report: &mut Report, source: &Value, at: &Field) {
    required(report, source, "volumeName", at);
    for field in ["volumeName", "volumeNamespace"] {
        let name = text(source, field);
        if !name.is_empty() {
            report.invalid_each(&at.child(field), name, dns_label(name));
        }
    }
    named_secret(report, source, at);
}

fn options(report: &mut Report, source: &Value, at: &Field) {
    for (key, _) in entries(source, "options") {
        let domain = key.split_once('/').map_or(key, |(domain, _)| domain).to_lowercase();
        let domain = format!(".{domain}");
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            let told = "kubernetes.io and k8s.io namespaces are reserved";
            report.invalid(&at.child("options").key(key), key, told);
        }
    }
}

fn azure_disk(report: &mut Report, source: &Value, at: &Field) {
    let (modes, kinds) = (["None", "ReadOnly", "ReadWrite"], ["Dedicated", "Managed", "Shared"]);
    if let Some(mode) = text_if_set(source, "cachingMode").filter(|mode| !modes.contains(mode)) {
        report.not_supported(&at.child("cachingMode"), mode, &modes);
    }
    let kind = text(source, "kind");
    if !kinds.contains(&kind) {
        report.not_supported(&at.child("kind"), kind, &kinds);
    }
    let address = text(source, "diskURI");
    if kind == "Managed" && !address.starts_with("/subscriptions/") {
        report.not_supported(&at.child("diskURI"), address, &[MANAGED_DISK]);
    }
    if kind != "Managed" && !address.starts_with("https://") {
        report.not_supported(&at.child("diskURI"), address, &[BLOB_DISK]);
    }
}
