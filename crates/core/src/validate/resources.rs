//! CPU, memory and other resources.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::amount;
use super::container::Claims;
use super::field::Field;
use super::formats::{Told, dns_label, label_key};
use super::report::Report;
use crate::quantity::Quantity;
use crate::read::{entries, list, text};

/// Names without a domain that Kubernetes knows at all; containers may use fewer.
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];
const WHOLE: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// Whose resources.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Container,
    Pod,
}

/// Requests and limits; `claims` are the pod's resource claims.
pub(super) fn check(report: &mut Report, resources: &Value, owner: Owner, claims: &Claims<'_>, at: &Field) {
    let limits = amounts(resources, "limits");
    let requests = amounts(resources, "requests");
    for (name, limit) in &limits {
        each(report, name, limit, owner, &at.child("limits").key(name));
    }
    for (name, request) in &requests {
        each(report, name, request, owner, &at.child("requests").key(name));
        fits(report, name, request, limits.get(name), at);
    }
    let mut names = limits.keys().chain(requests.keys()).copied();
    let huge = names.clone().any(is_huge);
    if huge && !names.any(|name| matches!(name, "cpu" | "memory")) {
        report.forbidden(at, Told::new("HugePages require cpu or memory", "set cpu or memory as well"));
    }
    claimed(report, resources, claims, &at.child("claims"));
}

/// What a map of resources says, without values that are no quantities.
pub(super) fn amounts<'a>(resources: &'a Value, field: &str) -> BTreeMap<&'a str, Quantity> {
    entries(resources, field).filter_map(|(name, value)| Some((name, amount::parse(value)?))).collect()
}

fn each(report: &mut Report, name: &str, quantity: &Quantity, owner: Owner, at: &Field) {
    match owner {
        Owner::Container => container_name(report, name, at),
        Owner::Pod => pod_name(report, name, at),
    }
    if quantity.is_negative() {
        report.invalid(at, &quantity.to_string(), "must be greater than or equal to 0");
    }
    if is_whole(name) && !quantity.is_whole() {
        report.invalid(at, &quantity.to_string(), Told::new("must be an integer", "use a whole number"));
    }
    if is_huge(name) && !amount::is_multiple(quantity, name.strip_prefix("hugepages-").unwrap_or_default()) {
        report.invalid(
            at,
            &quantity.to_string(),
            format!("{quantity} is not positive integer multiple of {name}"),
        );
    }
}

fn common_name(report: &mut Report, name: &str, at: &Field) -> bool {
    let told = label_key(name);
    let qualified = told.is_empty();
    report.invalid_each(at, name, told);
    let standard = STANDARD.contains(&name) || is_huge(name) || name.starts_with("requests.hugepages-");
    if qualified && !name.contains('/') && !standard {
        let plain = "use cpu, memory or ephemeral-storage, or a name with a domain, like nvidia.com/gpu";
        report.invalid(at, name, Told::new("must be a standard resource type or fully qualified", plain));
        return false;
    }
    qualified
}

fn container_name(report: &mut Report, name: &str, at: &Field) {
    common_name(report, name, at);
    if !name.contains('/') && !["cpu", "memory", "ephemeral-storage"].contains(&name) && !is_huge(name) {
        let plain = "use cpu, memory, ephemeral-storage or hugepages-<size>";
        report.invalid(at, name, Told::new("must be a standard resource for containers", plain));
    } else if name.contains('/') && !is_native(name) && !is_extended(name) {
        let told = "doesn't follow extended resource name standard";
        report.invalid(at, name, Told::new(told, "write it like nvidia.com/gpu"));
    }
}

fn pod_name(report: &mut Report, name: &str, at: &Field) {
    if common_name(report, name, at) && !["cpu", "memory"].contains(&name) && !is_huge(name) {
        report.not_supported(at, name, &["cpu", "hugepages-", "memory"]);
    }
}

fn fits(report: &mut Report, name: &str, request: &Quantity, limit: Option<&Quantity>, at: &Field) {
    let overcommit = is_native(name) && !is_huge(name);
    let Some(limit) = limit else {
        if !overcommit {
            let told = Told::new(
                "Limit must be set for non overcommitable resources",
                format!("a request for {name} needs a limit of the same amount"),
            );
            report.required(&at.child("limits"), told);
        }
        return;
    };
    let relation = match (request.cmp(limit), overcommit) {
        (std::cmp::Ordering::Less | std::cmp::Ordering::Greater, false) => "equal to",
        (std::cmp::Ordering::Greater, true) => "less than or equal to",
        (_, _) => return,
    };
    let exact = format!("must be {relation} {name} limit of {limit}");
    let plain = format!("The request for {name}, {request}, must be {relation} its limit, {limit}.");
    report.invalid(&at.child("requests"), &request.to_string(), Told::whole(exact, plain));
}

fn claimed(report: &mut Report, resources: &Value, claims: &Claims<'_>, at: &Field) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let wanted = if report.since(34) { list(resources, "claims") } else { &[] };
    for (index, claim) in wanted.iter().enumerate() {
        let (at, name, request) = (at.index(index), text(claim, "name"), text(claim, "request"));
        if name.is_empty() {
            report.required(&at, "");
            continue;
        }
        report.invalid_each(
            &at.child("request"),
            request,
            if request.is_empty() { Vec::new() } else { dns_label(request) },
        );
        let key = if request.is_empty() { name.to_owned() } else { format!("{name}/{request}") };
        let part = format!("{name}/");
        let of_part = seen.range(part.clone()..).next().is_some_and(|other| other.starts_with(&part));
        if seen.contains(name) || (request.is_empty() && of_part) {
            report.duplicate(&at, name);
        } else if seen.contains(&key) {
            report.duplicate(&at, &key);
        }
        seen.insert(key);
        if !claims.names.contains(name) {
            let known = if claims.names.is_empty() {
                " which is empty".to_owned()
            } else {
                format!(": {}", claims.listed)
            };
            report.not_found(
                &at,
                name,
                format!("must be one of the names in pod.spec.resourceClaims{known}"),
            );
        }
    }
}

/// Defined by Kubernetes.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with("requests.") && label_key(&format!("requests.{name}")).is_empty()
}

fn is_huge(name: &str) -> bool {
    name.starts_with("hugepages-")
}

fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name) || is_extended(name)
}
