//! Containers of a pod.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, dns_label};
use super::report::Report;
use super::{env, mounts, ports, probes, resources, security};
use crate::finding::shown;
use crate::read::{get, int, list, text, text_if_set};

/// What the containers of a pod are checked against.
pub(super) struct Pod<'a> {
    /// The volumes that are right, by name.
    pub(super) volumes: BTreeMap<&'a str, &'a Value>,
    pub(super) claims: Claims<'a>,
    pub(super) grace: Option<i64>,
    pub(super) restart_policy: &'a str,
    /// Whether the pod shares the node's user namespace.
    pub(super) host_users: bool,
}

/// The names of a pod's resource claims.
pub(super) struct Claims<'a> {
    pub(super) names: BTreeSet<&'a str>,
    /// All of them, as the API server lists them.
    pub(super) listed: String,
}

impl<'a> Claims<'a> {
    pub(super) fn of(spec: &'a Value) -> Self {
        let names: Vec<&str> = list(spec, "resourceClaims").iter().map(|claim| text(claim, "name")).collect();
        Self { listed: shown(&names.join(", ")).into_owned(), names: names.into_iter().collect() }
    }
}

/// The containers proper.
pub(super) fn containers(report: &mut Report, spec: &Value, pod: &Pod<'_>) {
    let (at, containers) = (Field::new("spec.containers"), list(spec, "containers"));
    if containers.is_empty() {
        return report.required(&at, Told::whole("", "A pod needs at least one container."));
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let at = at.index(index);
        common(report, container, pod, &at);
        name_once(report, text(container, "name"), &mut names, &at);
        probes::check(report, container, pod.grace, &at);
        if report.since(35) {
            restart_rules(report, container, &at);
        } else if get(container, "restartPolicy").is_some() {
            let plain = "Only an init container has a restartPolicy of its own before Kubernetes 1.35: move the container to initContainers, or remove restartPolicy.";
            report.forbidden(
                &at.child("restartPolicy"),
                Told::whole("may not be set for non-init containers", plain),
            );
        }
    }
    ports::conflicts(report, containers.iter().enumerate(), &at);
}

/// The init containers, native sidecars among them.
pub(super) fn init_containers(report: &mut Report, spec: &Value, pod: &Pod<'_>) {
    let at = Field::new("spec.initContainers");
    let mut names: BTreeSet<&str> =
        list(spec, "containers").iter().map(|container| text(container, "name")).collect();
    let unnamed = names.contains("");
    for (index, container) in list(spec, "initContainers").iter().enumerate() {
        let here = at.index(index);
        common(report, container, pod, &here);
        // Before 1.29 the field is dropped, and with it the right to probes.
        let policy = text_if_set(container, "restartPolicy").filter(|_| report.since(29));
        init_restart(report, container, policy, &here);
        name_once(report, text(container, "name"), &mut names, &here);
        // Two init containers without a name are told so, not that they have the same.
        if !unnamed {
            names.remove("");
        }
        ports::conflicts(report, std::iter::once((0, container)), &at);
        let sidecar = policy == Some("Always");
        if sidecar {
            probes::check(report, container, pod.grace, &here);
        } else {
            probes::forbid(report, container, &here);
        }
        init_resize(report, container, sidecar, &here);
    }
}

/// Debug containers are added to running pods only.
pub(super) fn ephemeral_containers(report: &mut Report, spec: &Value, pod: &Pod<'_>) {
    let names = |field| list(spec, field).iter().map(|container| text(container, "name"));
    let targets: BTreeSet<&str> = names("containers").chain(names("initContainers")).collect();
    let mut taken = targets.clone();
    for (index, container) in list(spec, "ephemeralContainers").iter().enumerate() {
        let at = Field::new("spec.ephemeralContainers").index(index);
        common(report, container, pod, &at);
        padded_image(report, container, &at);
        name_once(report, text(container, "name"), &mut taken, &at);
        let target = text(container, "targetContainerName");
        if !target.is_empty() && !targets.contains(target) {
            report.not_found(&at.child("targetContainerName"), target, "");
        }
        not_ephemeral(report, container, &at);
    }
}

/// What a debug container may not have.
fn not_ephemeral(report: &mut Report, container: &Value, at: &Field) {
    let told = "cannot be set for an Ephemeral Container";
    let wanted = get(container, "resources").unwrap_or(&Value::Null);
    let reserves = ["limits", "requests", "claims"].iter().any(|field| get(wanted, field).is_some());
    for field in [
        "ports",
        "resources",
        "resizePolicy",
        "restartPolicy",
        "restartPolicyRules",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle",
    ] {
        let is_set = if field == "resources" { reserves } else { get(container, field).is_some() };
        if is_set {
            report.forbidden(&at.child(field), told);
        }
    }
    for (index, mount) in list(container, "volumeMounts").iter().enumerate() {
        for field in ["subPath", "subPathExpr"].into_iter().filter(|field| !text(mount, field).is_empty()) {
            report.forbidden(&at.child("volumeMounts").index(index).child(field), told);
        }
    }
}

/// What a pod's containers must have besides what those of templates must.
pub(super) fn only_for_pods(report: &mut Report, spec: &Value) {
    for field in ["containers", "initContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            padded_image(report, container, &Field::new("spec").child(field).index(index));
        }
    }
}

fn padded_image(report: &mut Report, container: &Value, at: &Field) {
    let image = text(container, "image");
    if image.trim() != image {
        report.invalid(&at.child("image"), image, "must not have leading or trailing whitespace");
    }
}

fn common(report: &mut Report, container: &Value, pod: &Pod<'_>, at: &Field) {
    match text(container, "name") {
        "" => report.required(&at.child("name"), Told::new("", "give the container a name")),
        name => report.invalid_each(&at.child("name"), name, dns_label(name)),
    }
    if text(container, "image").is_empty() {
        report.required(&at.child("image"), Told::new("", "name the image to run, like docker:29-dind"));
    }
    let policy = text(container, "terminationMessagePolicy");
    if !["File", "FallbackToLogsOnError"].contains(&policy) {
        report.not_supported(
            &at.child("terminationMessagePolicy"),
            policy,
            &["File", "FallbackToLogsOnError"],
        );
    }
    ports::check(report, container, &at.child("ports"));
    env::check(report, container, &at.child("env"));
    env::check_from(report, container, &at.child("envFrom"));
    mounts::check(report, container, &pod.volumes, &at.child("volumeMounts"));
    mounts::devices(report, container, &pod.volumes, &at.child("volumeDevices"));
    pull_policy(report, text(container, "imagePullPolicy"), &at.child("imagePullPolicy"));
    if let Some(wanted) = get(container, "resources") {
        resources::check(report, wanted, resources::Owner::Container, &pod.claims, &at.child("resources"));
    }
    resize(report, container, pod, &at.child("resizePolicy"));
    security::container(report, container, pod.host_users, &at.child("securityContext"));
}

fn name_once<'a>(report: &mut Report, name: &'a str, names: &mut BTreeSet<&'a str>, at: &Field) {
    if !names.insert(name) {
        report.duplicate(&at.child("name"), name);
    }
}

/// When the kubelet pulls an image.
pub(super) fn pull_policy(report: &mut Report, policy: &str, at: &Field) {
    let known = ["Always", "IfNotPresent", "Never"];
    if policy.is_empty() {
        report.required(at, "");
    } else if !known.contains(&policy) {
        report.not_supported(at, policy, &known);
    }
}

fn init_restart(report: &mut Report, container: &Value, policy: Option<&str>, at: &Field) {
    let rules = !list(container, "restartPolicyRules").is_empty();
    match policy {
        None if rules && report.since(35) => {
            report.required(
                &at.child("restartPolicy"),
                "must specify restartPolicy when restart rules are used",
            );
        }
        None => {}
        Some("Always") if rules && report.since(35) && !report.since(36) => {
            let told = "restartPolicyRules are not allowed for init containers with restart policy Always";
            report.forbidden(&at.child("restartPolicyRules"), told);
        }
        Some("Always") if !report.since(36) => {}
        Some(_) if report.since(35) => restart_rules(report, container, at),
        Some(other) => report.not_supported(&at.child("restartPolicy"), other, &["Always"]),
    }
}

fn restart_rules(report: &mut Report, container: &Value, at: &Field) {
    let known = ["Always", "Never", "OnFailure"];
    let rules = list(container, "restartPolicyRules");
    match text_if_set(container, "restartPolicy") {
        None if rules.is_empty() => return,
        None => {
            report.required(
                &at.child("restartPolicy"),
                "must specify restartPolicy when restart rules are used",
            );
        }
        Some(policy) if !known.contains(&policy) => {
            report.not_supported(&at.child("restartPolicy"), policy, &known);
        }
        Some(_) => {}
    }
    if rules.len() > 20 {
        report.too_many(&at.child("restartPolicyRules"), rules.len(), 20);
    }
    let actions: &[&str] = if report.since(36) { &["Restart", "RestartAllContainers"] } else { &["Restart"] };
    for (index, rule) in rules.iter().enumerate() {
        let (at, action) = (at.child("restartPolicyRules").index(index), text(rule, "action"));
        if !actions.contains(&action) {
            report.not_supported(&at.child("action"), action, actions);
        }
        let Some(codes) = get(rule, "exitCodes") else {
            report.required(&at.child("exitCodes"), "must be specified");
            continue;
        };
        let operator = text(codes, "operator");
        if !["In", "NotIn"].contains(&operator) {
            report.not_supported(&at.child("exitCodes").child("operator"), operator, &["In", "NotIn"]);
        }
        let values = list(codes, "values").len();
        if values > 255 {
            report.too_many(&at.child("exitCodes").child("values"), values, 255);
        }
    }
}

/// Off by default before 1.33, and then dropped unread (pkg/api/pod/util.go).
fn resize_policies<'a>(report: &Report, container: &'a Value) -> &'a [Value] {
    if report.since(33) { list(container, "resizePolicy") } else { &[] }
}

fn resize(report: &mut Report, container: &Value, pod: &Pod<'_>, at: &Field) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (index, policy) in resize_policies(report, container).iter().enumerate() {
        let (resource, restart) = (text(policy, "resourceName"), text(policy, "restartPolicy"));
        if !seen.insert(resource) {
            report.duplicate(&at.index(index), resource);
        }
        for (value, known) in [(resource, ["cpu", "memory"]), (restart, ["NotRequired", "RestartContainer"])]
        {
            if value.is_empty() {
                report.required(at, "");
            } else if !known.contains(&value) {
                report.not_supported(at, value, &known);
            }
        }
        if pod.restart_policy == "Never" && restart != "NotRequired" {
            let told = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            report.invalid(at, restart, told);
        }
    }
}

fn init_resize(report: &mut Report, container: &Value, sidecar: bool, at: &Field) {
    if sidecar {
        return;
    }
    for (index, policy) in resize_policies(report, container).iter().enumerate() {
        if text(policy, "restartPolicy") == "RestartContainer" {
            let told = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            report.invalid(
                &at.child("resizePolicy").index(index).child("restartPolicy"),
                "RestartContainer",
                told,
            );
        }
    }
}

/// The grace period after defaults.
pub(super) fn grace_period(spec: &Value) -> Option<i64> {
    int(spec, "terminationGracePeriodSeconds")
}
