//! What pods of one operating system must not have.

use serde_json::Value;

use super::field::Field;
use super::report::Report;
use crate::read::{get, is_true, list, text};

const LINUX_ONLY: &str = "cannot be set for a windows pod";
const WINDOWS_ONLY: &str = "windows options cannot be set for a linux pod";

pub(super) fn check(report: &mut Report, spec: &Value) {
    let Some(os) = get(spec, "os") else { return };
    match text(os, "name") {
        "" => report.required(&Field::new("spec.os.name"), ""),
        "linux" => linux(report, spec),
        "windows" => windows(report, spec),
        other => report.not_supported(&Field::new("spec.os"), other, &["linux", "windows"]),
    }
}

fn linux(report: &mut Report, spec: &Value) {
    each_context(spec, |context, at| {
        if get(context, "windowsOptions").is_some() {
            report.forbidden(&at.child("windowsOptions"), WINDOWS_ONLY);
        }
    });
}

fn windows(report: &mut Report, spec: &Value) {
    let nothing = Value::Null;
    let context = get(spec, "securityContext").unwrap_or(&nothing);
    for name in [
        "appArmorProfile",
        "seLinuxOptions",
        "hostUsers",
        "hostPID",
        "hostIPC",
        "seccompProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "sysctls",
        "shareProcessNamespace",
        "runAsUser",
        "runAsGroup",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "seLinuxChangePolicy",
    ] {
        let spec_at = Field::new("spec");
        let (set, at) = match name {
            "hostUsers" | "shareProcessNamespace" => (get(spec, name).is_some(), spec_at),
            "hostPID" | "hostIPC" => (is_true(spec, name), spec_at),
            "sysctls" => (!list(context, name).is_empty(), spec_at.child("securityContext")),
            name => (get(context, name).is_some(), spec_at.child("securityContext")),
        };
        if set {
            report.forbidden(&at.child(name), LINUX_ONLY);
        }
    }
    each_container_context(spec, |context, at| {
        for name in [
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup",
        ] {
            if get(context, name).is_some() {
                report.forbidden(&at.child(name), LINUX_ONLY);
            }
        }
    });
}

fn each_context(spec: &Value, mut visit: impl FnMut(&Value, Field)) {
    if let Some(context) = get(spec, "securityContext") {
        visit(context, Field::new("spec.securityContext"));
    }
    each_container_context(spec, visit);
}

fn each_container_context(spec: &Value, mut visit: impl FnMut(&Value, Field)) {
    for field in ["initContainers", "containers", "ephemeralContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            if let Some(context) = get(container, "securityContext") {
                visit(context, Field::new("spec").child(field).index(index).child("securityContext"));
            }
        }
    }
}
