//! Names, labels, annotations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::capitalized::Json;
use super::field::Field;
use super::formats::{Told, dns_label, dns_subdomain, label_key, label_value};
use super::report::Report;
use crate::finding;
use crate::read::{entries, flag, get, int, is_true, list, text, texts};

/// Keys and values of all annotations together.
const ANNOTATIONS_BYTES: usize = 256 * 1024;

/// The metadata of a namespaced object whose name is a DNS subdomain. A missing namespace comes from the request.
pub(super) fn check(report: &mut Report, object: &Value) {
    let at = Field::new("metadata");
    let nothing = Value::Null;
    let meta = get(object, "metadata").unwrap_or(&nothing);
    names(report, meta, &at);
    if int(meta, "generation").is_some_and(|generation| generation < 0) {
        let generation = int(meta, "generation").unwrap_or_default();
        report.invalid(&at.child("generation"), &generation, "must be greater than or equal to 0");
    }
    labels(report, meta, "labels", &at.child("labels"));
    annotations(report, meta, &at.child("annotations"));
    owners(report, meta, &at.child("ownerReferences"));
    finalizers(report, meta, &at.child("finalizers"));
}

fn finalizers(report: &mut Report, meta: &Value, at: &Field) {
    let finalizers = texts(meta, "finalizers");
    for finalizer in &finalizers {
        report.invalid_each(at, *finalizer, label_key(finalizer));
    }
    let known = ["kubernetes", "orphan", "foregroundDeletion"];
    for (index, finalizer) in finalizers.into_iter().enumerate() {
        if !finalizer.contains('/') && !known.contains(&finalizer) {
            let exact = "name is neither a standard finalizer name nor is it fully qualified";
            report.invalid(&at.index(index), finalizer, Told::new(exact, "write it like example.com/name"));
        }
    }
}

fn names(report: &mut Report, meta: &Value, at: &Field) {
    let (name, prefix, namespace) = (text(meta, "name"), text(meta, "generateName"), text(meta, "namespace"));
    if !prefix.is_empty() {
        report.invalid_each(&at.child("generateName"), prefix, dns_subdomain(&masked(prefix)));
    }
    if !name.is_empty() {
        report.invalid_each(&at.child("name"), name, dns_subdomain(name));
    } else if prefix.is_empty() {
        report.required(&at.child("name"), Told::new("name or generateName is required", "give it a name"));
    } else {
        let drawn = drawn(prefix);
        report.invalid_each(&at.child("name"), &drawn, dns_subdomain(&drawn));
    }
    if !namespace.is_empty() {
        report.invalid_each(&at.child("namespace"), namespace, dns_label(namespace));
    }
}

/// A name as the API server draws it: of the prefix at most 58 characters, and five more.
fn drawn(prefix: &str) -> String {
    prefix.chars().take(58).chain("xxxxx".chars()).collect()
}

/// A prefix may end with a dash: more letters follow. The API server replaces the letter before it as well.
fn masked(prefix: &str) -> String {
    match prefix.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => {
            let kept = rest.chars().count() - 1;
            rest.chars().take(kept).chain(['a']).collect()
        }
        Some(_) | None => prefix.to_owned(),
    }
}

/// Labels, and what has the form of labels; all errors are at the map itself.
pub(super) fn labels(report: &mut Report, object: &Value, field: &str, at: &Field) {
    for (key, value) in entries(object, field) {
        report.invalid_each(at, key, label_key(key));
        let value = value.as_str().unwrap_or_default();
        report.invalid_each(at, value, label_value(value));
    }
}

/// Keys are labels' keys in any case.
pub(super) fn annotations(report: &mut Report, meta: &Value, at: &Field) {
    let mut bytes = 0;
    for (key, value) in entries(meta, "annotations") {
        report.invalid_each(at, key, label_key(&key.to_lowercase()));
        bytes += key.len() + value.as_str().unwrap_or_default().len();
    }
    if bytes > ANNOTATIONS_BYTES {
        report.too_long(at, ANNOTATIONS_BYTES);
    }
}

fn owners(report: &mut Report, meta: &Value, at: &Field) {
    let mut controller: Option<String> = None;
    let shown = get(meta, "ownerReferences").unwrap_or(&Value::Null).to_string();
    let shown = Json(finding::shown(&shown).into_owned());
    let owners = list(meta, "ownerReferences");
    // The API server keeps one of several equal ones.
    let parts = |owner: &Value| {
        let names = ["apiVersion", "kind", "name", "uid"].map(|field| text(owner, field).to_owned());
        (names, flag(owner, "controller"), flag(owner, "blockOwnerDeletion"))
    };
    let mut before = BTreeSet::new();
    for owner in owners.iter().filter(|owner| before.insert(parts(owner))) {
        let version = text(owner, "apiVersion").rsplit('/').next().unwrap_or_default();
        if version.is_empty() {
            let given = text(owner, "apiVersion");
            report.invalid(&at.child("apiVersion"), given, "version must not be empty");
        }
        for field in ["kind", "name", "uid"].into_iter().filter(|field| text(owner, field).is_empty()) {
            report.invalid(&at.child(field), "", "must not be empty");
        }
        if is_true(owner, "controller") {
            // The first one's stands in what is said of every other.
            let [kind, name] = ["kind", "name"].map(|field| finding::shown(text(owner, field)));
            let this = format!("{kind}/{name}");
            if let Some(first) = &controller {
                let exact = format!(
                    "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {this}"
                );
                report.invalid(at, &shown, exact);
            } else {
                controller = Some(this);
            }
        }
    }
}
