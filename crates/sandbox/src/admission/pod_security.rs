//! Pod security admission: the namespace label `pod-security.kubernetes.io/enforce` and the checks of
//! `k8s.io/pod-security-admission/policy`, in its order and with its words.

use serde_json::Value;

use crate::{
    cluster::Cluster,
    object,
    resource::Resource,
    status::{ApiError, Result},
};

/// Capabilities that the baseline level lets a container add.
const DEFAULT_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
/// Volume sources that the restricted level allows.
const SAFE_VOLUMES: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

type Check = fn(&Value) -> Option<String>;

const BASELINE: &[Check] = &[
    capabilities_baseline,
    host_namespaces,
    host_path_volumes,
    host_ports,
    privileged,
    proc_mount,
    seccomp_baseline,
];
const RESTRICTED: &[Check] = &[
    host_namespaces,
    host_path_volumes,
    host_ports,
    privileged,
    proc_mount,
    allow_privilege_escalation,
    capabilities_restricted,
    restricted_volumes,
    run_as_non_root,
    run_as_user,
    seccomp_restricted,
];

/// Refuses a pod that violates the level its namespace enforces.
pub(crate) fn check(cluster: &Cluster, resource: &Resource, pod: &Value) -> Result<()> {
    let Some(namespace) = cluster.get("namespaces", "", object::namespace(pod)) else {
        return Ok(());
    };
    let label = |name: &str| object::entry(&namespace, "/metadata/labels", name).and_then(Value::as_str);
    let level = label("pod-security.kubernetes.io/enforce").unwrap_or("privileged");
    let version = label("pod-security.kubernetes.io/enforce-version").unwrap_or("latest");
    let checks = match level {
        "baseline" => BASELINE,
        "restricted" => RESTRICTED,
        _ => return Ok(()),
    };
    let violations: Vec<String> = checks.iter().filter_map(|check| check(pod)).collect();
    if violations.is_empty() {
        return Ok(());
    }
    let why = format!("violates PodSecurity \"{level}:{version}\": {}", violations.join(", "));
    Err(ApiError::forbidden(resource, object::name(pod), &why))
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    object::items(pod, "/spec/initContainers").iter().chain(object::items(pod, "/spec/containers"))
}

/// The quoted names of the containers for which `bad` holds.
fn named(pod: &Value, bad: impl Fn(&Value) -> bool) -> Vec<String> {
    containers(pod).filter(|it| bad(it)).map(|it| quoted(object::text(it, "/name"))).collect()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// `container "a"` or `containers "a", "b"`.
fn subject(kind: &str, names: &[String]) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("{kind}{plural} {}", names.join(", "))
}

fn complaint(title: &str, names: &[String], what: &str) -> Option<String> {
    (!names.is_empty()).then(|| format!("{title} ({} {what})", subject("container", names)))
}

fn privileged(pod: &Value) -> Option<String> {
    let bad = named(pod, |it| object::flag(it, "/securityContext/privileged"));
    complaint("privileged", &bad, "must not set securityContext.privileged=true")
}

fn added(container: &Value) -> Vec<&str> {
    object::texts(container, "/securityContext/capabilities/add")
}

fn forbidden_capabilities(pod: &Value, allowed: &[&str]) -> (Vec<String>, Vec<String>) {
    let names = named(pod, |it| added(it).iter().any(|capability| !allowed.contains(capability)));
    let mut capabilities: Vec<String> =
        containers(pod).flat_map(added).filter(|it| !allowed.contains(it)).map(quoted).collect();
    capabilities.sort();
    capabilities.dedup();
    (names, capabilities)
}

fn capabilities_baseline(pod: &Value) -> Option<String> {
    let (names, capabilities) = forbidden_capabilities(pod, DEFAULT_CAPABILITIES);
    let what = format!("must not include {} in securityContext.capabilities.add", capabilities.join(", "));
    complaint("non-default capabilities", &names, &what)
}

fn capabilities_restricted(pod: &Value) -> Option<String> {
    let undropped =
        named(pod, |it| !object::texts(it, "/securityContext/capabilities/drop").contains(&"ALL"));
    let (adding, capabilities) = forbidden_capabilities(pod, &["NET_BIND_SERVICE"]);
    let mut parts = Vec::new();
    if !undropped.is_empty() {
        parts.push(format!(
            "{} must set securityContext.capabilities.drop=[\"ALL\"]",
            subject("container", &undropped)
        ));
    }
    if !adding.is_empty() {
        let list = capabilities.join(", ");
        parts.push(format!(
            "{} must not include {list} in securityContext.capabilities.add",
            subject("container", &adding)
        ));
    }
    (!parts.is_empty()).then(|| format!("unrestricted capabilities ({})", parts.join("; ")))
}

fn host_namespaces(pod: &Value) -> Option<String> {
    let fields = ["hostNetwork", "hostPID", "hostIPC"];
    let set: Vec<String> = fields
        .iter()
        .filter(|field| object::flag(pod, &format!("/spec/{field}")))
        .map(|field| format!("{field}=true"))
        .collect();
    (!set.is_empty()).then(|| format!("host namespaces ({})", set.join(", ")))
}

fn host_path_volumes(pod: &Value) -> Option<String> {
    let volumes = object::items(pod, "/spec/volumes").iter().filter(|it| it.get("hostPath").is_some());
    let names: Vec<String> = volumes.map(|it| quoted(object::text(it, "/name"))).collect();
    (!names.is_empty()).then(|| format!("hostPath volumes ({})", subject("volume", &names)))
}

fn host_ports(pod: &Value) -> Option<String> {
    let ports_of = |container: &Value| -> Vec<i64> {
        let ports = object::items(container, "/ports").iter();
        ports.filter_map(|port| object::number(port, "/hostPort")).filter(|port| *port != 0).collect()
    };
    let names = named(pod, |it| !ports_of(it).is_empty());
    let mut ports: Vec<i64> = containers(pod).flat_map(ports_of).collect();
    ports.sort_unstable();
    ports.dedup();
    let list: Vec<String> = ports.iter().map(i64::to_string).collect();
    let verb = if names.len() == 1 { "uses" } else { "use" };
    let plural = if list.len() == 1 { "" } else { "s" };
    complaint("hostPort", &names, &format!("{verb} hostPort{plural} {}", list.join(", ")))
}

fn proc_mount(pod: &Value) -> Option<String> {
    let bad = named(pod, |it| object::text(it, "/securityContext/procMount") == "Unmasked");
    complaint("procMount", &bad, "must not set securityContext.procMount to \"Unmasked\"")
}

fn allow_privilege_escalation(pod: &Value) -> Option<String> {
    let bad =
        named(pod, |it| object::at(it, "/securityContext/allowPrivilegeEscalation").as_bool() != Some(false));
    complaint(
        "allowPrivilegeEscalation != false",
        &bad,
        "must set securityContext.allowPrivilegeEscalation=false",
    )
}

fn restricted_volumes(pod: &Value) -> Option<String> {
    let mut names = Vec::new();
    let mut types = Vec::new();
    for volume in object::items(pod, "/spec/volumes") {
        let source = volume.as_object().and_then(|fields| fields.keys().find(|field| *field != "name"));
        if let Some(source) = source.filter(|source| !SAFE_VOLUMES.contains(&source.as_str())) {
            names.push(quoted(object::text(volume, "/name")));
            types.push(quoted(source));
        }
    }
    types.sort();
    types.dedup();
    let verb = if names.len() == 1 { "uses" } else { "use" };
    let plural = if types.len() == 1 { "" } else { "s" };
    (!names.is_empty()).then(|| {
        format!(
            "restricted volume types ({} {verb} restricted volume type{plural} {})",
            subject("volume", &names),
            types.join(", ")
        )
    })
}

fn run_as_non_root(pod: &Value) -> Option<String> {
    let of_pod = object::at(pod, "/spec/securityContext/runAsNonRoot").as_bool();
    let of = |it: &Value| object::at(it, "/securityContext/runAsNonRoot").as_bool();
    let refused = named(pod, |it| of(it) == Some(false));
    if of_pod == Some(false) || !refused.is_empty() {
        return complaint(
            "runAsNonRoot != true",
            &refused,
            "must not set securityContext.runAsNonRoot=false",
        )
        .or_else(|| {
            Some("runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)".to_owned())
        });
    }
    let unset = named(pod, |it| of(it).or(of_pod) != Some(true));
    either("runAsNonRoot != true", &unset, "must set securityContext.runAsNonRoot=true")
}

/// For what pod or containers may set.
fn either(title: &str, names: &[String], what: &str) -> Option<String> {
    (!names.is_empty()).then(|| format!("{title} (pod or {} {what})", subject("container", names)))
}

fn run_as_user(pod: &Value) -> Option<String> {
    let root = |it: &Value| object::number(it, "/securityContext/runAsUser") == Some(0);
    let names = named(pod, root);
    let of_pod = object::number(pod, "/spec/securityContext/runAsUser") == Some(0);
    let mut subjects = Vec::new();
    if of_pod {
        subjects.push("pod".to_owned());
    }
    if !names.is_empty() {
        subjects.push(subject("container", &names));
    }
    (!subjects.is_empty())
        .then(|| format!("runAsUser=0 ({} must not set runAsUser=0)", subjects.join(" and ")))
}

fn seccomp(container: &Value) -> &str {
    object::text(container, "/securityContext/seccompProfile/type")
}

fn seccomp_baseline(pod: &Value) -> Option<String> {
    let bad = named(pod, |it| seccomp(it) == "Unconfined");
    complaint("seccompProfile", &bad, "must not set securityContext.seccompProfile.type to \"Unconfined\"")
}

fn seccomp_restricted(pod: &Value) -> Option<String> {
    if let Some(unconfined) = seccomp_baseline(pod) {
        return Some(unconfined);
    }
    let safe = |profile: &str| matches!(profile, "RuntimeDefault" | "Localhost");
    let of_pod = object::text(pod, "/spec/securityContext/seccompProfile/type");
    let bad = named(pod, |it| !safe(if seccomp(it).is_empty() { of_pod } else { seccomp(it) }));
    let what = "must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"";
    either("seccompProfile", &bad, what)
}
