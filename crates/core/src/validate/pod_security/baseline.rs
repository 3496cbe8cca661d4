//! The checks of the level baseline, in the order of their names, as the admission controller runs them.

use serde_json::Value;

use super::wording::{containers, distinct, plural, quoted, setters};
use super::{Check, Pod};
use crate::read::{dig, entries, get, int, is_true, list, text, text_if_set, texts};

pub(super) const CHECKS: [Check; 12] = [
    app_armor,
    capabilities,
    host_namespaces,
    host_paths,
    host_ports,
    host_probes,
    privileged,
    proc_mount_outside_user_namespaces,
    se_linux,
    seccomp,
    sysctls,
    windows_host_process,
];

const CAPABILITIES: [&str; 13] = [
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
const SYSCTLS: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
];
const SE_LINUX_TYPES: [&str; 5] =
    ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const APP_ARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) fn app_armor(pod: &Pod<'_>) -> Option<(String, String)> {
    let kind =
        |context: &Value| get(context, "appArmorProfile").map(|profile| text(profile, "type").to_owned());
    let bad = |kind: &String| !["RuntimeDefault", "Localhost"].contains(&kind.as_str());
    let of_pod = pod.context().and_then(kind).filter(bad);
    let names = pod.with_context(|context| kind(context).is_some_and(|kind| bad(&kind)));
    let of_containers =
        pod.containers().filter_map(|one| get(one, "securityContext").and_then(kind)).filter(bad);
    let found: Vec<String> = of_pod.iter().cloned().chain(of_containers).collect();
    let mut values: Vec<String> =
        distinct(found.iter().map(String::as_str).collect()).into_iter().map(str::to_owned).collect();
    let annotations = app_armor_annotations(pod);
    let mut who: Vec<String> =
        Some(setters(of_pod.is_some(), &names)).filter(|who| !who.is_empty()).into_iter().collect();
    if !annotations.is_empty() {
        who.push(plural("annotation", "annotations", annotations.len()).to_owned());
    }
    values.extend(annotations);
    let shown: Vec<&str> = values.iter().map(String::as_str).collect();
    let reason = plural("forbidden AppArmor profile", "forbidden AppArmor profiles", shown.len());
    let detail = format!("{} must not set AppArmor profile type to {}", who.join(" and "), quoted(&shown));
    (!who.is_empty()).then(|| (reason.to_owned(), detail))
}

fn app_armor_annotations(pod: &Pod<'_>) -> Vec<String> {
    let allowed =
        |value: &str| value.is_empty() || value == "runtime/default" || value.starts_with("localhost/");
    let all = entries(pod.meta, "annotations").map(|(key, value)| (key, value.as_str().unwrap_or_default()));
    let bad = all.filter(|(key, value)| key.starts_with(APP_ARMOR_ANNOTATION) && !allowed(value));
    let mut bad: Vec<String> = bad.map(|(key, value)| format!("{key}=\"{value}\"")).collect();
    bad.sort();
    bad
}

fn added(context: &Value) -> Vec<&str> {
    get(context, "capabilities").map(|capabilities| texts(capabilities, "add")).unwrap_or_default()
}

fn capabilities(pod: &Pod<'_>) -> Option<(String, String)> {
    let bad = |context: &Value| added(context).iter().any(|capability| !CAPABILITIES.contains(capability));
    let names = pod.with_context(bad);
    let all = pod.containers().filter_map(|one| get(one, "securityContext")).flat_map(added);
    let values = distinct(all.filter(|capability| !CAPABILITIES.contains(capability)).collect());
    let detail = format!(
        "{} must not include {} in securityContext.capabilities.add",
        containers(&names),
        quoted(&values)
    );
    (!names.is_empty()).then(|| ("non-default capabilities".to_owned(), detail))
}

pub(super) fn host_namespaces(pod: &Pod<'_>) -> Option<(String, String)> {
    let shared = ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter(|field| is_true(pod.spec, field));
    let shared: Vec<String> = shared.map(|field| format!("{field}=true")).collect();
    (!shared.is_empty()).then(|| ("host namespaces".to_owned(), shared.join(", ")))
}

fn host_paths(pod: &Pod<'_>) -> Option<(String, String)> {
    let volumes = list(pod.spec, "volumes").iter().filter(|volume| get(volume, "hostPath").is_some());
    let names: Vec<&str> = volumes.map(|volume| text(volume, "name")).collect();
    let detail = format!("{} {}", plural("volume", "volumes", names.len()), quoted(&names));
    (!names.is_empty()).then(|| ("hostPath volumes".to_owned(), detail))
}

pub(super) fn host_ports(pod: &Pod<'_>) -> Option<(String, String)> {
    let used = |container: &Value| {
        let ports = list(container, "ports")
            .iter()
            .filter_map(|port| int(port, "hostPort"))
            .filter(|port| *port != 0);
        ports.map(|port| port.to_string()).collect::<Vec<_>>()
    };
    let names = pod.named(|container| !used(container).is_empty());
    let all: Vec<String> = pod.containers().flat_map(used).collect();
    let ports = distinct(all.iter().map(String::as_str).collect());
    let (who, uses) = (containers(&names), plural("uses", "use", names.len()));
    let detail =
        format!("{who} {uses} {} {}", plural("hostPort", "hostPorts", ports.len()), ports.join(", "));
    (!names.is_empty()).then(|| ("hostPort".to_owned(), detail))
}

/// Probes that dial another host, since policy version 1.34.
pub(super) fn host_probes(pod: &Pod<'_>) -> Option<(String, String)> {
    let names = distinct(pod.named(|container| !hosts(container).is_empty()));
    let found = distinct(pod.containers().flat_map(hosts).collect());
    let detail = format!(
        "{} {} {} {}",
        containers(&names),
        plural("uses", "use", names.len()),
        plural("probe or lifecycle host", "probe or lifecycle hosts", found.len()),
        quoted(&found)
    );
    (!names.is_empty()).then(|| ("probe or lifecycle host".to_owned(), detail))
}

fn hosts(container: &Value) -> Vec<&str> {
    let handlers = [
        &["livenessProbe"][..],
        &["readinessProbe"],
        &["startupProbe"],
        &["lifecycle", "postStart"],
        &["lifecycle", "preStop"],
    ];
    let handlers = handlers.into_iter().filter_map(|path| dig(container, path));
    let actions = handlers.flat_map(|handler| [get(handler, "httpGet"), get(handler, "tcpSocket")]);
    actions.flatten().map(|action| text(action, "host")).filter(|host| !host.is_empty()).collect()
}

pub(super) fn privileged(pod: &Pod<'_>) -> Option<(String, String)> {
    let names = pod.with_context(|context| is_true(context, "privileged"));
    let detail = format!("{} must not set securityContext.privileged=true", containers(&names));
    (!names.is_empty()).then(|| ("privileged".to_owned(), detail))
}

fn proc_mount_outside_user_namespaces(pod: &Pod<'_>) -> Option<(String, String)> {
    proc_mount(pod).filter(|_| !pod.has_own_users())
}

pub(super) fn proc_mount(pod: &Pod<'_>) -> Option<(String, String)> {
    let bad = |context: &Value| text_if_set(context, "procMount").is_some_and(|mount| mount != "Default");
    let names = pod.with_context(bad);
    let contexts = pod.containers().filter_map(|one| get(one, "securityContext"));
    let values =
        distinct(contexts.filter(|context| bad(context)).map(|context| text(context, "procMount")).collect());
    let detail =
        format!("{} must not set securityContext.procMount to {}", containers(&names), quoted(&values));
    (!names.is_empty()).then(|| ("procMount".to_owned(), detail))
}

pub(super) fn se_linux(pod: &Pod<'_>) -> Option<(String, String)> {
    let options = |context: &Value| get(context, "seLinuxOptions").cloned();
    let bad = |options: &Value| {
        !SE_LINUX_TYPES.contains(&text(options, "type"))
            || !text(options, "user").is_empty()
            || !text(options, "role").is_empty()
    };
    let of_pod = pod.context().and_then(options).filter(bad);
    let names = pod.with_context(|context| options(context).is_some_and(|options| bad(&options)));
    let of_containers =
        pod.containers().filter_map(|one| get(one, "securityContext").and_then(options)).filter(bad);
    let found: Vec<Value> = of_pod.iter().cloned().chain(of_containers).collect();
    let types =
        found.iter().map(|options| text(options, "type")).filter(|kind| !SE_LINUX_TYPES.contains(kind));
    let types = distinct(types.collect());
    let set = |field: &str| found.iter().any(|options| !text(options, field).is_empty());
    let data: Vec<String> = [
        (!types.is_empty()).then(|| format!("{} {}", plural("type", "types", types.len()), quoted(&types))),
        set("user").then(|| "user may not be set".to_owned()),
        set("role").then(|| "role may not be set".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let who = setters(of_pod.is_some(), &names);
    let detail = format!("{who} set forbidden securityContext.seLinuxOptions: {}", data.join("; "));
    (!who.is_empty()).then(|| ("seLinuxOptions".to_owned(), detail))
}

pub(super) fn seccomp(pod: &Pod<'_>) -> Option<(String, String)> {
    let kind =
        |context: &Value| get(context, "seccompProfile").map(|profile| text(profile, "type").to_owned());
    let bad = |kind: &String| !["Localhost", "RuntimeDefault"].contains(&kind.as_str());
    let of_pod = pod.context().and_then(kind).filter(bad);
    let names = pod.with_context(|context| kind(context).is_some_and(|kind| bad(&kind)));
    let of_containers =
        pod.containers().filter_map(|one| get(one, "securityContext").and_then(kind)).filter(bad);
    let found: Vec<String> = of_pod.iter().cloned().chain(of_containers).collect();
    let values = distinct(found.iter().map(String::as_str).collect());
    let who = setters(of_pod.is_some(), &names);
    let detail = format!("{who} must not set securityContext.seccompProfile.type to {}", quoted(&values));
    (!who.is_empty()).then(|| ("seccompProfile".to_owned(), detail))
}

pub(super) fn sysctls(pod: &Pod<'_>) -> Option<(String, String)> {
    let all = pod.context().map(|context| list(context, "sysctls")).unwrap_or_default();
    let names = all.iter().map(|sysctl| text(sysctl, "name"));
    let bad: Vec<&str> = names.filter(|name| !SYSCTLS.contains(name)).collect();
    (!bad.is_empty()).then(|| ("forbidden sysctls".to_owned(), bad.join(", ")))
}

pub(super) fn windows_host_process(pod: &Pod<'_>) -> Option<(String, String)> {
    let bad = |context: &Value| {
        get(context, "windowsOptions").is_some_and(|options| is_true(options, "hostProcess"))
    };
    let who = setters(pod.context().is_some_and(bad), &pod.with_context(bad));
    let detail = format!("{who} must not set securityContext.windowsOptions.hostProcess=true");
    (!who.is_empty()).then(|| ("hostProcess".to_owned(), detail))
}
