//! A pod, in the order the API server checks it. The service account is not asked for: admission has set it by then.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::container::{Claims, Pod};
use super::field::Field;
use super::formats::{Told, dns_label, dns_subdomain, label_key};
use super::report::Report;
use super::{
    affinity, amount, capitalized, container, dns, meta, ports, resources, scheduling, security, volumes,
    windows,
};
use crate::quantity::Quantity;
use crate::read::{flag, get, int, is_true, list, text, text_if_set};

pub(super) fn check(report: &mut Report, object: &Value) {
    let nothing = Value::Null;
    let spec = get(object, "spec").unwrap_or(&nothing);
    meta::check(report, object);
    let pod = Pod {
        volumes: volumes::check(report, object, spec),
        claims: Claims::of(spec),
        grace: container::grace_period(spec),
        restart_policy: text(spec, "restartPolicy"),
        host_users: flag(spec, "hostUsers") != Some(false),
    };
    resource_claims(report, spec);
    container::containers(report, spec, &pod);
    container::init_containers(report, spec, &pod);
    container::ephemeral_containers(report, spec, &pod);
    pod_resources(report, spec, &pod);
    if is_true(spec, "hostNetwork") {
        ports::same_as_host(report, spec);
    }
    policies(report, spec);
    meta::labels(report, spec, "nodeSelector", &Field::new("spec.nodeSelector"));
    security::pod(report, spec);
    affinity::check(report, spec);
    dns::config(report, spec);
    gates(report, spec);
    scheduling::spread(report, spec);
    host_users(report, spec);
    host_name(report, spec);
    names(report, spec);
    scheduling::tolerations(report, spec);
    dns::host_aliases(report, spec);
    classes(report, spec);
    windows::check(report, spec);
    file_keys(report, spec);
    container::only_for_pods(report, spec);
    on_create(report, spec);
}

fn at(field: &str) -> Field {
    Field::new("spec").child(field)
}

fn resource_claims(report: &mut Report, spec: &Value) {
    // Off by default before, and then dropped unread (pkg/api/pod/util.go), as are containers' requests for them.
    if !report.since(34) {
        return;
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (index, claim) in list(spec, "resourceClaims").iter().enumerate() {
        let (at, name) = (at("resourceClaims").index(index), text(claim, "name"));
        if name.is_empty() {
            report.required(&at.child("name"), "");
        } else if !names.insert(name) {
            report.duplicate(&at.child("name"), name);
        } else {
            report.invalid_each(&at.child("name"), name, dns_label(name));
        }
        let fields = ["resourceClaimName", "resourceClaimTemplateName"];
        let told = match fields.iter().filter(|field| get(claim, field).is_some()).count() {
            0 => Some("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"),
            1 => None,
            _ => Some("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"),
        };
        if let Some(told) = told {
            let shown =
                capitalized::shown(claim, &["name", "resourceClaimName", "resourceClaimTemplateName"]);
            report.invalid(&at, &shown, told);
        }
        for field in fields {
            if let Some(value) = text_if_set(claim, field) {
                report.invalid_each(&at.child(field), value, dns_subdomain(value));
            }
        }
    }
}

fn pod_resources(report: &mut Report, spec: &Value, pod: &Pod<'_>) {
    let Some(wanted) = get(spec, "resources").filter(|_| report.since(34)) else { return };
    let at = at("resources");
    if get(spec, "os").is_some_and(|os| text(os, "name") == "windows") {
        return report.forbidden(&at, "may not be set for a windows pod");
    }
    if get(wanted, "claims").is_some() {
        report.forbidden(&at.child("claims"), "claims may not be set for Resources at pod-level");
    }
    resources::check(report, wanted, resources::Owner::Pod, &pod.claims, &at);
    let own = resources::amounts(wanted, "requests");
    for (name, sum) in requests_of_containers(spec) {
        let Some(request) = own.get(name) else { continue };
        if sum > *request {
            let told = format!("must be greater than or equal to aggregate container requests of {sum}");
            report.invalid(&at.child("requests").key(name), &request.to_string(), told);
        }
    }
    let own = resources::amounts(wanted, "limits");
    for (index, container) in list(spec, "containers").iter().enumerate() {
        let limits = get(container, "resources").map(|wanted| resources::amounts(wanted, "limits"));
        for (name, limit) in limits.unwrap_or_default() {
            let Some(most) = own.get(name) else { continue };
            if limit > *most {
                let at = at.child("containers").index(index).key(name).child("limits");
                report.invalid(
                    &at,
                    &limit.to_string(),
                    format!("must be less than or equal to pod limits of {most}"),
                );
            }
        }
    }
}

/// What the containers need at the same time: those that run side by side, or one init container with the sidecars
/// before it.
pub(super) fn requests_of_containers(spec: &Value) -> BTreeMap<&str, Quantity> {
    let requests =
        |container| get(container, "resources").map(|wanted| resources::amounts(wanted, "requests"));
    let mut sidecars: BTreeMap<&str, Quantity> = BTreeMap::new();
    let mut starting: BTreeMap<&str, Quantity> = BTreeMap::new();
    for container in list(spec, "initContainers") {
        let sidecar = text(container, "restartPolicy") == "Always";
        for (name, request) in requests(container).unwrap_or_default() {
            let before = sidecars.get(name).copied().unwrap_or(Quantity::ZERO);
            let sum = amount::plus(before, request);
            if sidecar {
                sidecars.insert(name, sum);
            }
            let most = starting.entry(name).or_insert(Quantity::ZERO);
            if sum > *most {
                *most = sum;
            }
        }
    }
    let mut running = sidecars;
    for container in list(spec, "containers") {
        for (name, request) in requests(container).unwrap_or_default() {
            let sum = amount::plus(running.get(name).copied().unwrap_or(Quantity::ZERO), request);
            running.insert(name, sum);
        }
    }
    for (name, most) in starting {
        let sum = running.entry(name).or_insert(Quantity::ZERO);
        if most > *sum {
            *sum = most;
        }
    }
    running
}

fn policies(report: &mut Report, spec: &Value) {
    let (policy, known) = (text(spec, "restartPolicy"), ["Always", "OnFailure", "Never"]);
    if !known.contains(&policy) {
        report.not_supported(&at("restartPolicy"), policy, &known);
    }
    dns::policy(report, spec);
}

fn gates(report: &mut Report, spec: &Value) {
    for (index, gate) in list(spec, "readinessGates").iter().enumerate() {
        let kind = text(gate, "conditionType");
        report.invalid_each(&at("readinessGates").index(index).child("conditionType"), kind, label_key(kind));
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (index, gate) in list(spec, "schedulingGates").iter().enumerate() {
        let (at, name) = (at("schedulingGates").index(index), text(gate, "name"));
        report.invalid_each(&at, name, label_key(name));
        if !names.insert(name) {
            report.duplicate(&at, name);
        }
    }
}

fn host_users(report: &mut Report, spec: &Value) {
    if flag(spec, "hostUsers") != Some(false) {
        return;
    }
    // The capital letters are the API server's.
    for (field, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if is_true(spec, field) {
            report.forbidden(&at(shown), "when `hostUsers` is false");
        }
    }
    for field in ["initContainers", "containers", "ephemeralContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            if !list(container, "volumeDevices").is_empty() {
                report.forbidden(&at(field).index(index).child("volumeDevices"), "when `hostUsers` is false");
            }
        }
    }
}

fn host_name(report: &mut Report, spec: &Value) {
    let Some(name) = text_if_set(spec, "hostnameOverride").filter(|_| report.since(35)) else { return };
    let at = at("hostnameOverride");
    for (field, on) in [
        ("setHostnameAsFQDN", is_true(spec, "setHostnameAsFQDN")),
        ("hostNetwork", is_true(spec, "hostNetwork")),
    ] {
        if on {
            report.forbidden(&at, format!("may not be specified when {field} is true"));
        }
    }
    if name.len() > 64 {
        report.too_long(&at, 64);
    }
    report.invalid_each(&at, name, dns_subdomain(name));
}

fn names(report: &mut Report, spec: &Value) {
    for field in ["serviceAccountName", "nodeName"] {
        subdomain(report, spec, field);
    }
    if let Some(seconds) =
        int(spec, "activeDeadlineSeconds").filter(|seconds| !(1..=i64::from(i32::MAX)).contains(seconds))
    {
        let told = "must be between 1 and 2147483647, inclusive";
        report.invalid(&at("activeDeadlineSeconds"), &seconds, told);
    }
    for field in ["hostname", "subdomain"] {
        let name = text(spec, field);
        if !name.is_empty() {
            report.invalid_each(&at(field), name, dns_label(name));
        }
    }
}

fn subdomain(report: &mut Report, spec: &Value, field: &str) {
    let name = text(spec, field);
    if !name.is_empty() {
        report.invalid_each(&at(field), name, dns_subdomain(name));
    }
}

fn classes(report: &mut Report, spec: &Value) {
    subdomain(report, spec, "priorityClassName");
    if let Some(name) = text_if_set(spec, "runtimeClassName") {
        report.invalid_each(&at("runtimeClassName"), name, dns_subdomain(name));
    }
    let known = ["PreemptLowerPriority", "Never"];
    if let Some(policy) = text_if_set(spec, "preemptionPolicy").filter(|policy| !known.contains(policy)) {
        report.not_supported(&at("preemptionPolicy"), policy, &known);
    }
}

/// Variables from files need a volume of the pod that is an emptyDir.
fn file_keys(report: &mut Report, spec: &Value) {
    if !report.since(35) {
        return;
    }
    let volumes: BTreeMap<&str, &Value> =
        list(spec, "volumes").iter().map(|volume| (text(volume, "name"), volume)).collect();
    for field in ["initContainers", "containers", "ephemeralContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            for (number, variable) in list(container, "env").iter().enumerate() {
                let Some(file) = crate::read::dig(variable, &["valueFrom", "fileKeyRef"]) else { continue };
                let here = at(field).index(index).child("env").index(number);
                let here = here.child("valueFrom").child("fileKeyRef").child("volumeName");
                let name = text(file, "volumeName");
                match volumes.get(name) {
                    None => report.not_found(&here, name, ""),
                    Some(volume) if get(volume, "emptyDir").is_none() => {
                        report.invalid(&here, name, "referenced volume must be of type emptyDir");
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

fn on_create(report: &mut Report, spec: &Value) {
    if !list(spec, "ephemeralContainers").is_empty() {
        let plain = "Ephemeral containers are added to a running pod only: remove them.";
        report.forbidden(&at("ephemeralContainers"), Told::whole("cannot be set on create", plain));
    }
    if !text(spec, "nodeName").is_empty() && !list(spec, "schedulingGates").is_empty() {
        report.forbidden(&at("nodeName"), "cannot be set until all schedulingGates have been cleared");
    }
}
