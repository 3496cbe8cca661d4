//! Name resolution in the pod.

use serde_json::Value;

use super::field::Field;
use super::formats::{dns_subdomain, dns_subdomain_with_underscore, ip_address};
use super::report::Report;
use crate::read::{get, list, text, texts};

const POLICIES: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

pub(super) fn policy(report: &mut Report, spec: &Value) {
    let policy = text(spec, "dnsPolicy");
    if !POLICIES.contains(&policy) {
        report.not_supported(&Field::new("spec.dnsPolicy"), policy, &POLICIES);
    }
}

pub(super) fn config(report: &mut Report, spec: &Value) {
    let (at, config, none) =
        (Field::new("spec.dnsConfig"), get(spec, "dnsConfig"), text(spec, "dnsPolicy") == "None");
    let Some(config) = config else {
        if none {
            report.required(&at, "must provide `dnsConfig` when `dnsPolicy` is None");
        }
        return;
    };
    let servers = texts(config, "nameservers");
    if none && servers.is_empty() {
        let told = "must provide at least one DNS nameserver when `dnsPolicy` is None";
        return report.required(&at.child("nameservers"), told);
    }
    nameservers(report, config, &servers, &at.child("nameservers"));
    searches(report, config, &at.child("searches"));
    for (index, option) in list(config, "options").iter().enumerate() {
        if text(option, "name").is_empty() {
            report.required(&at.child("options").index(index), "must not be empty");
        }
    }
}

fn nameservers(report: &mut Report, config: &Value, servers: &[&str], at: &Field) {
    if servers.len() > 3 {
        let shown = get(config, "nameservers").unwrap_or(&Value::Null);
        report.invalid(at, shown, "must not have more than 3 nameservers");
    }
    for (index, server) in servers.iter().enumerate() {
        report.invalid_each(&at.index(index), *server, ip_address(server, report.since(36)));
    }
}

fn searches(report: &mut Report, config: &Value, at: &Field) {
    let searches = texts(config, "searches");
    let shown = get(config, "searches").unwrap_or(&Value::Null);
    if searches.len() > 32 {
        report.invalid(at, shown, "must not have more than 32 search paths");
    }
    if searches.join(" ").len() > 2048 {
        let told = "must not have more than 2048 characters (including spaces) in the search list";
        report.invalid(at, shown, told);
    }
    for (index, search) in searches.into_iter().enumerate() {
        let (at, name) = (at.index(index), search.strip_suffix('.').unwrap_or(search));
        if !report.since(33) {
            report.invalid_each(&at, name, dns_subdomain(name));
        } else if search != "." {
            report.invalid_each(&at, name, dns_subdomain_with_underscore(name));
        }
    }
}

pub(super) fn host_aliases(report: &mut Report, spec: &Value) {
    for (index, alias) in list(spec, "hostAliases").iter().enumerate() {
        let (at, ip) = (Field::new("spec.hostAliases").index(index), text(alias, "ip"));
        report.invalid_each(&at.child("ip"), ip, ip_address(ip, report.since(36)));
        for (number, name) in texts(alias, "hostnames").into_iter().enumerate() {
            report.invalid_each(&at.child("hostnames").index(number), name, dns_subdomain(name));
        }
    }
}
