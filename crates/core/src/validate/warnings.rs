//! What is allowed and yet unlikely to be meant. The first ones are the API server's own warnings
//! (`pkg/api/pod/warnings.go`), in its words; the others come from what kubelets and container runtimes do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::field::Field;
use super::formats::{dns_label, env_name};
use super::report::Report;
use super::{Kind, amount};
use crate::finding::shown;
use crate::read::{get, int, list, text};

pub(super) fn check(report: &mut Report, kind: Kind, object: &Value) {
    match kind {
        Kind::Pod => pod(report, object),
        Kind::PersistentVolumeClaim => claim(report, object),
        Kind::Secret => {}
    }
}

fn pod(report: &mut Report, object: &Value) {
    let nothing = Value::Null;
    let spec = get(object, "spec").unwrap_or(&nothing);
    host_name(report, object);
    pull_secrets(report, spec);
    each_container(spec, |container, at| {
        fractions(report, container, &at);
        variables(report, container, &at.child("env"));
        env_names(report, container, &at.child("env"));
        mounts(report, container, &at.child("volumeMounts"));
    });
    grace(report, spec);
    port_names(report, spec);
}

fn each_container<'a>(spec: &'a Value, mut visit: impl FnMut(&'a Value, Field)) {
    for field in ["initContainers", "containers", "ephemeralContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            visit(container, Field::new("spec").child(field).index(index));
        }
    }
}

fn host_name(report: &mut Report, object: &Value) {
    let name = get(object, "metadata").map(|meta| text(meta, "name")).unwrap_or_default();
    let told = dns_label(name);
    if name.is_empty() || told.is_empty() {
        return;
    }
    let exact: Vec<&str> = told.iter().map(super::formats::Told::exact).collect();
    let message = format!(
        "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [{}]",
        exact.join(" ")
    );
    let sentence = if name.len() > 63 {
        format!("The name has {} characters: the pod's host name is cut to 63 of them.", name.len())
    } else {
        "The name has dots: the pod's host name is surprising then; use \"-\" instead.".to_owned()
    };
    report.warn(&Field::new("metadata.name"), message, sentence);
}

fn pull_secrets(report: &mut Report, spec: &Value) {
    let mut before = BTreeSet::new();
    for (index, secret) in list(spec, "imagePullSecrets").iter().enumerate() {
        let name = text(secret, "name");
        let at = Field::new("spec.imagePullSecrets").index(index).child("name");
        if name.is_empty() {
            report.warn(&at, "invalid empty name \"\"", "A pull secret has no name: it does nothing.");
        } else if !before.insert(name) {
            let sentence = format!("The pull secret \"{name}\" is named twice.");
            report.warn(&at, format!("duplicate name \"{name}\""), sentence);
        }
    }
}

/// Memory of `400m` is 0.4 byte.
fn fractions(report: &mut Report, container: &Value, at: &Field) {
    let Some(resources) = get(container, "resources") else { return };
    for resource in ["memory", "ephemeral-storage"] {
        for kind in ["limits", "requests"] {
            let written = get(resources, kind).and_then(|amounts| get(amounts, resource));
            let Some(amount) = written.and_then(amount::parse).filter(|amount| !amount.is_whole()) else {
                continue;
            };
            let at = at.child("resources").child(kind).key(resource);
            let message = format!("fractional byte value \"{amount}\" is invalid, must be an integer");
            let sentence = format!(
                "{resource} of {amount} is a fraction of a byte (\"m\" is a thousandth): {} is probably meant.",
                amount.to_string().replace('m', "Mi")
            );
            report.warn(&at, message, sentence);
        }
    }
}

/// A variable set twice, unless the second builds on the first.
fn variables(report: &mut Report, container: &Value, at: &Field) {
    let mut names = BTreeSet::new();
    for (index, variable) in list(container, "env").iter().enumerate() {
        let (name, value) = (text(variable, "name"), text(variable, "value"));
        let before = !names.insert(name);
        let reference = format!("$({name})");
        let builds_on =
            get(variable, "valueFrom").is_none() && value != reference && value.contains(&reference);
        if before && !builds_on {
            let message =
                format!("hides previous definition of \"{name}\", which may be dropped when using apply");
            let sentence = format!(
                "The variable \"{name}\" is set twice: the last one wins, and applying may drop the first."
            );
            report.warn(&at.index(index), message, sentence);
        }
    }
}

/// Names that older clusters refuse, though this one may take them.
fn env_names(report: &mut Report, container: &Value, at: &Field) {
    if report.since(34) {
        return;
    }
    for (index, variable) in list(container, "env").iter().enumerate() {
        let name = text(variable, "name");
        // Before 1.32 it is an error already.
        if let Some(told) = env_name(name).first().filter(|_| report.since(32) && !name.is_empty()) {
            let sentence = format!(
                "The variable name \"{name}\" has characters that clusters before 1.34 may refuse: use letters, digits, \"_\", \"-\" and \".\", and do not begin with a digit."
            );
            report.warn(&at.index(index).child("name"), told.exact(), sentence);
        }
    }
}

fn mounts(report: &mut Report, container: &Value, at: &Field) {
    // The first spelling of each directory, and the first other one.
    let mut spellings: BTreeMap<&str, (&str, Option<&str>)> = BTreeMap::new();
    for (index, mount) in list(container, "volumeMounts").iter().enumerate() {
        let (at, path) = (at.index(index).child("mountPath"), text(mount, "mountPath"));
        if path.contains(':') {
            let sentence =
                format!("The mount path \"{path}\" has a \":\": the container runtime refuses it.");
            report.warn(&at, "must not contain ':'", sentence);
        }
        let (first, second) = spellings.entry(path.trim_end_matches('/')).or_insert((path, None));
        if path != *first {
            second.get_or_insert(path);
        }
        // One spelling is named beside every other, so that of a long one there is the beginning.
        let (other, path) = (if path == *first { *second } else { Some(*first) }.map(shown), shown(path));
        if let Some(other) = other {
            let sentence = format!(
                "The mount paths \"{other}\" and \"{path}\" are one directory: the second hides the first."
            );
            report.warn(&at, format!("same directory as \"{other}\""), sentence);
        }
        if !path.is_empty() && !path.starts_with('/') {
            let sentence =
                format!("The mount path \"{path}\" is relative: write it from the root, like /{path}.");
            report.warn(&at, "must be an absolute path", sentence);
        }
    }
}

fn grace(report: &mut Report, spec: &Value) {
    if int(spec, "terminationGracePeriodSeconds").is_some_and(|seconds| seconds < 0) {
        let message = "must be >= 0; negative values are invalid and will be treated as 1";
        let sentence = "A negative termination grace period counts as 1 second.";
        report.warn(&Field::new("spec.terminationGracePeriodSeconds"), message, sentence);
    }
}

fn port_names(report: &mut Report, spec: &Value) {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    each_container(spec, |container, at| {
        for (index, port) in list(container, "ports").iter().enumerate() {
            let (name, at) = (text(port, "name"), at.child("ports").index(index));
            if let Some(other) = names.get(name) {
                let message = format!(
                    "duplicate port name \"{name}\" with {other}, services and probes that select ports by name will use {other}"
                );
                let sentence =
                    format!("Two containers name a port \"{name}\": what selects it by name gets the first.");
                report.warn(&at, message, sentence);
            } else if !name.is_empty() {
                names.insert(name, at.as_str().to_owned());
            }
        }
    });
}

fn claim(report: &mut Report, object: &Value) {
    let storage = crate::read::dig(object, &["spec", "resources", "requests", "storage"]);
    let Some(size) = storage.and_then(amount::parse).filter(|size| !size.is_whole()) else { return };
    let message = format!("fractional byte value \"{size}\" is invalid, must be an integer");
    let sentence = format!("Storage of {size} is a fraction of a byte (\"m\" is a thousandth).");
    report.warn(&Field::new("spec.resources.requests").key("storage"), message, sentence);
}
