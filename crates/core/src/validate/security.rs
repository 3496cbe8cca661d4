//! Security contexts.

use std::collections::BTreeSet;

use serde_json::Value;

use super::capitalized;
use super::field::Field;
use super::formats::{Told, sysctl_name, user_id};
use super::report::Report;
use super::volumes::descending;
use crate::read::{flag, get, int, is_true, list, text, text_if_set, texts};

/// A container's.
pub(super) fn container(report: &mut Report, container: &Value, host_users: bool, at: &Field) {
    let Some(context) = get(container, "securityContext") else { return };
    ids(report, context, &["runAsUser", "runAsGroup"], at);
    if let Some(mount) = text_if_set(context, "procMount") {
        if !["Default", "Unmasked"].contains(&mount) {
            report.not_supported(&at.child("procMount"), mount, &["Default", "Unmasked"]);
        }
        if host_users && mount == "Unmasked" {
            report.invalid(&at.child("procMount"), mount, "`hostUsers` must be false to use `Unmasked`");
        }
    }
    seccomp(report, context, &at.child("seccompProfile"));
    escalation(report, context, at);
    app_armor(report, context, &at.child("appArmorProfile"));
}

fn ids(report: &mut Report, context: &Value, fields: &[&str], at: &Field) {
    for field in fields {
        if let Some(id) = int(context, field) {
            report.invalid_each(&at.child(field), &id, user_id(id));
        }
    }
}

fn escalation(report: &mut Report, context: &Value, at: &Field) {
    if flag(context, "allowPrivilegeEscalation") != Some(false) {
        return;
    }
    let shown = capitalized::security_context(context);
    if is_true(context, "privileged") {
        let exact = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
        let plain = "A privileged container can always escalate: remove \"allowPrivilegeEscalation: false\", or do without \"privileged: true\".";
        report.invalid(at, &shown, Told::whole(exact, plain));
    }
    let added =
        get(context, "capabilities").map(|capabilities| texts(capabilities, "add")).unwrap_or_default();
    for _ in added.iter().filter(|capability| **capability == "CAP_SYS_ADMIN") {
        let exact = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
        report.invalid(at, &shown, Told::whole(exact, format!("A container {exact}.").replace('`', "\"")));
    }
}

fn seccomp(report: &mut Report, context: &Value, at: &Field) {
    let Some(profile) = get(context, "seccompProfile") else { return };
    let known = ["Localhost", "RuntimeDefault", "Unconfined"];
    let kind = text(profile, "type");
    if kind.is_empty() {
        report.required(&at.child("type"), "type is required when seccompProfile is set");
    } else if !known.contains(&kind) {
        report.not_supported(&at.child("type"), kind, &known);
    }
    let (at, path) = (at.child("localhostProfile"), text_if_set(profile, "localhostProfile"));
    match (kind, path) {
        ("Localhost", None) => report.required(&at, "must be set when seccomp type is Localhost"),
        ("Localhost", Some(path)) => descending(report, path, &at),
        (_, Some(_)) => {
            let shown = capitalized::shown(profile, &["type", "localhostProfile"]);
            report.invalid(&at, &shown, "can only be set when seccomp type is Localhost");
        }
        (_, None) => {}
    }
}

fn app_armor(report: &mut Report, context: &Value, at: &Field) {
    let Some(profile) = get(context, "appArmorProfile") else { return };
    let known = ["Localhost", "RuntimeDefault", "Unconfined"];
    let (kind, here) = (text(profile, "type"), at.child("localhostProfile"));
    let path = text_if_set(profile, "localhostProfile");
    match (kind, path) {
        ("Localhost", None | Some("")) => {
            report.required(&here, "must be set when AppArmor type is Localhost")
        }
        ("Localhost", Some(path)) if path.trim() != path => {
            report.invalid(&here, path, "must not be padded with whitespace");
        }
        ("Localhost", Some(path)) if path.len() > 4095 => report.too_long(&here, 4095),
        ("RuntimeDefault" | "Unconfined", Some(path)) => {
            report.invalid(&here, path, "can only be set when AppArmor type is Localhost");
        }
        ("", _) => report.required(&at.child("type"), "type is required when appArmorProfile is set"),
        (kind, _) if !known.contains(&kind) => report.not_supported(&at.child("type"), kind, &known),
        (_, _) => {}
    }
}

/// The pod's.
pub(super) fn pod(report: &mut Report, spec: &Value) {
    let Some(context) = get(spec, "securityContext") else { return };
    let at = Field::new("spec.securityContext");
    ids(report, context, &["fsGroup", "runAsUser", "runAsGroup"], &at);
    for (index, group) in list(context, "supplementalGroups").iter().enumerate() {
        if let Some(group) = group.as_i64() {
            report.invalid_each(&at.child("supplementalGroups").index(index), &group, user_id(group));
        }
    }
    if is_true(spec, "shareProcessNamespace") && is_true(spec, "hostPID") {
        let told = "ShareProcessNamespace and HostPID cannot both be enabled";
        report.invalid(&at.child("shareProcessNamespace"), &true, told);
    }
    sysctls(report, spec, context, &at.child("sysctls"));
    choice(report, context, "fsGroupChangePolicy", &["Always", "OnRootMismatch"], &at);
    seccomp(report, context, &at.child("seccompProfile"));
    app_armor(report, context, &at.child("appArmorProfile"));
    choice(report, context, "supplementalGroupsPolicy", &["Merge", "Strict"], &at);
    if report.since(33) {
        // MountOption is behind the gate SELinuxMount, which is off.
        choice(report, context, "seLinuxChangePolicy", &["Recursive"], &at);
    }
}

fn choice(report: &mut Report, context: &Value, field: &str, known: &[&str], at: &Field) {
    if let Some(value) = text_if_set(context, field).filter(|value| !known.contains(value)) {
        report.not_supported(&at.child(field), value, known);
    }
}

fn sysctls(report: &mut Report, spec: &Value, context: &Value, at: &Field) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (index, sysctl) in list(context, "sysctls").iter().enumerate() {
        let (at, name) = (at.index(index).child("name"), text(sysctl, "name"));
        match (name, sysctl_name(name)) {
            ("", _) => report.required(&at, ""),
            (name, Some(told)) => report.invalid(&at, name, told),
            (name, None) if names.contains(name) => report.duplicate(&at, name),
            (_, None) => {}
        }
        names.insert(name);
        let dotted = name.replace('/', ".");
        let ipc = ["kernel.shm", "kernel.msg", "fs.mqueue."].iter().any(|prefix| dotted.starts_with(prefix));
        if is_true(spec, "hostNetwork") && dotted.starts_with("net.") {
            report.invalid(&at, name, "may not be specified when 'hostNetwork' is true");
        } else if is_true(spec, "hostIPC") && (ipc || dotted == "kernel.sem") {
            report.invalid(&at, name, "may not be specified when 'hostIPC' is true");
        }
    }
}
