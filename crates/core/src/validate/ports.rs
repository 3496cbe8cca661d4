//! Ports of containers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, port_name, port_number};
use super::report::Report;
use crate::read::{int, list, text};

const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// The ports of one container.
pub(super) fn check(report: &mut Report, container: &Value, at: &Field) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (index, port) in list(container, "ports").iter().enumerate() {
        let (at, name) = (at.index(index), text(port, "name"));
        if !name.is_empty() {
            let told = port_name(name);
            if !told.is_empty() {
                report.invalid_each(&at.child("name"), name, told);
            } else if !names.insert(name) {
                report.duplicate(&at.child("name"), name);
            }
        }
        numbers(report, port, &at);
        let protocol = text(port, "protocol");
        if !PROTOCOLS.contains(&protocol) {
            report.not_supported(&at.child("protocol"), protocol, &PROTOCOLS);
        }
    }
}

fn numbers(report: &mut Report, port: &Value, at: &Field) {
    match int(port, "containerPort").unwrap_or_default() {
        0 => report.required(&at.child("containerPort"), Told::new("", "use a number from 1 to 65535")),
        number => report.invalid_each(&at.child("containerPort"), &number, port_number(number)),
    }
    match int(port, "hostPort").unwrap_or_default() {
        0 => {}
        number => report.invalid_each(&at.child("hostPort"), &number, port_number(number)),
    }
}

/// Ports of the node that two containers want.
pub(super) fn conflicts<'a>(
    report: &mut Report,
    containers: impl Iterator<Item = (usize, &'a Value)>,
    at: &Field,
) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (index, container) in containers {
        for (number, port) in list(container, "ports").iter().enumerate() {
            let host = int(port, "hostPort").unwrap_or_default();
            let wanted = format!("{}/{}/{host}", text(port, "protocol"), text(port, "hostIP"));
            if host != 0 && taken.contains(&wanted) {
                report.duplicate(&at.index(index).child("ports").index(number).child("hostPort"), &wanted);
            } else if host != 0 {
                taken.insert(wanted);
            }
        }
    }
}

/// A pod in the node's network has its ports there.
pub(super) fn same_as_host(report: &mut Report, spec: &Value) {
    for (index, container) in list(spec, "containers").iter().enumerate() {
        let at = Field::new("spec.containers").index(index).child("ports");
        for (number, port) in list(container, "ports").iter().enumerate() {
            let host = int(port, "hostPort").unwrap_or_default();
            if host != int(port, "containerPort").unwrap_or_default() {
                let told = "must match `containerPort` when `hostNetwork` is true";
                report.invalid(&at.index(number).child("hostPort"), &host, told);
            }
        }
    }
}
