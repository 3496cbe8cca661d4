//! The checks of the level restricted: those of baseline it does not replace, then its own.

use serde_json::Value;

use super::baseline::{
    app_armor, host_namespaces, host_ports, host_probes, privileged, proc_mount, se_linux, seccomp, sysctls,
    windows_host_process,
};
use super::wording::{containers, distinct, plural, quoted, setters};
use super::{Check, Pod};
use crate::read::{flag, get, int, list, text, texts};

pub(super) const CHECKS: [Check; 15] = [
    app_armor,
    host_namespaces,
    host_ports,
    host_probes,
    privileged,
    se_linux,
    sysctls,
    windows_host_process,
    privilege_escalation,
    capabilities,
    proc_mount,
    volumes,
    run_as_non_root,
    run_as_user,
    seccomp_required,
];

const VOLUMES: [&str; 9] = [
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

fn privilege_escalation(pod: &Pod<'_>) -> Option<(String, String)> {
    let off = |context: &Value| flag(context, "allowPrivilegeEscalation") == Some(false);
    let names = pod.named(|container| !get(container, "securityContext").is_some_and(off));
    let detail = format!("{} must set securityContext.allowPrivilegeEscalation=false", containers(&names));
    (!names.is_empty() && !pod.is_windows()).then(|| ("allowPrivilegeEscalation != false".to_owned(), detail))
}

fn capabilities(pod: &Pod<'_>) -> Option<(String, String)> {
    let list_of = |container: &Value, field: &str| -> Vec<String> {
        let capabilities = get(container, "securityContext").and_then(|context| get(context, "capabilities"));
        let items = capabilities.map(|capabilities| texts(capabilities, field)).unwrap_or_default();
        items.into_iter().map(str::to_owned).collect()
    };
    let forbidden = |container: &Value| -> Vec<String> {
        list_of(container, "add").into_iter().filter(|capability| capability != "NET_BIND_SERVICE").collect()
    };
    let keeping =
        pod.named(|container| !list_of(container, "drop").iter().any(|capability| capability == "ALL"));
    let adding = pod.named(|container| !forbidden(container).is_empty());
    let all: Vec<String> = pod.containers().flat_map(forbidden).collect();
    let values = distinct(all.iter().map(String::as_str).collect());
    let details: Vec<String> = [
        (!keeping.is_empty()).then(|| {
            format!("{} must set securityContext.capabilities.drop=[\"ALL\"]", containers(&keeping))
        }),
        (!adding.is_empty()).then(|| {
            let who = containers(&adding);
            format!("{who} must not include {} in securityContext.capabilities.add", quoted(&values))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!details.is_empty() && !pod.is_windows())
        .then(|| ("unrestricted capabilities".to_owned(), details.join("; ")))
}

fn volumes(pod: &Pod<'_>) -> Option<(String, String)> {
    let allowed = |volume: &&Value| VOLUMES.iter().any(|kind| get(volume, kind).is_some());
    let bad: Vec<&Value> = list(pod.spec, "volumes").iter().filter(|volume| !allowed(volume)).collect();
    let names: Vec<&str> = bad.iter().map(|volume| text(volume, "name")).collect();
    let kind = |volume: &&Value| {
        let kinds = crate::validate::volumes::TYPES.into_iter().filter(|kind| get(volume, kind).is_some());
        kinds.min_by_key(|kind| usize::from(*kind != "hostPath")).unwrap_or("unknown")
    };
    let kinds = distinct(bad.iter().map(kind).collect());
    let detail = format!(
        "{} {} {} {} {}",
        plural("volume", "volumes", names.len()),
        quoted(&names),
        plural("uses", "use", names.len()),
        plural("restricted volume type", "restricted volume types", kinds.len()),
        quoted(&kinds)
    );
    (!names.is_empty()).then(|| ("restricted volume types".to_owned(), detail))
}

fn run_as_non_root(pod: &Pod<'_>) -> Option<(String, String)> {
    if pod.has_own_users() {
        return None;
    }
    let non_root = |context: &Value| flag(context, "runAsNonRoot");
    let of_pod = pod.context().and_then(non_root);
    let explicit = pod.with_context(|context| non_root(context) == Some(false));
    let silent = |container: &Value| get(container, "securityContext").and_then(non_root).is_none();
    let implicit = if of_pod == Some(true) { Vec::new() } else { pod.named(silent) };
    let detail = match setters(of_pod == Some(false), &explicit).as_str() {
        "" if implicit.is_empty() => return None,
        "" => format!("pod or {} must set securityContext.runAsNonRoot=true", containers(&implicit)),
        who => format!("{who} must not set securityContext.runAsNonRoot=false"),
    };
    Some(("runAsNonRoot != true".to_owned(), detail))
}

fn run_as_user(pod: &Pod<'_>) -> Option<(String, String)> {
    let root = |context: &Value| int(context, "runAsUser") == Some(0);
    let who = setters(pod.context().is_some_and(root), &pod.with_context(root));
    let detail = format!("{who} must not set runAsUser=0");
    (!who.is_empty() && !pod.has_own_users()).then(|| ("runAsUser=0".to_owned(), detail))
}

fn seccomp_required(pod: &Pod<'_>) -> Option<(String, String)> {
    if pod.is_windows() {
        return None;
    }
    if let Some(wrong) = seccomp(pod) {
        return Some(wrong);
    }
    let set = |context: &Value| get(context, "seccompProfile").is_some();
    let silent = |container: &Value| !get(container, "securityContext").is_some_and(set);
    let implicit = if pod.context().is_some_and(set) { Vec::new() } else { pod.named(silent) };
    let detail = format!(
        "pod or {} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"",
        containers(&implicit)
    );
    (!implicit.is_empty()).then(|| ("seccompProfile".to_owned(), detail))
}
