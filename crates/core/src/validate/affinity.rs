//! `spec.affinity`.

use serde_json::Value;

use super::field::Field;
use super::formats::{dns_label, dns_subdomain, label_key};
use super::report::Report;
use super::scheduling::{label_selector, match_keys, requirement, values};
use crate::read::{get, int, list, text, texts};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn check(report: &mut Report, spec: &Value) {
    let Some(affinity) = get(spec, "affinity") else { return };
    let at = Field::new("spec.affinity");
    if let Some(nodes) = get(affinity, "nodeAffinity") {
        node_affinity(report, nodes, &at.child("nodeAffinity"));
    }
    for field in ["podAffinity", "podAntiAffinity"] {
        if let Some(pods) = get(affinity, field) {
            pod_affinity(report, pods, &at.child(field));
        }
    }
}

fn node_affinity(report: &mut Report, nodes: &Value, at: &Field) {
    if let Some(required) = get(nodes, REQUIRED) {
        let (at, terms) =
            (at.child(REQUIRED).child("nodeSelectorTerms"), list(required, "nodeSelectorTerms"));
        if terms.is_empty() {
            report.required(&at, "must have at least one node selector term");
        }
        for (index, term) in terms.iter().enumerate() {
            node_term(report, term, true, &at.index(index));
        }
    }
    for (index, preferred) in list(nodes, PREFERRED).iter().enumerate() {
        let at = at.child(PREFERRED).index(index);
        weight(report, preferred, &at);
        // Values are not checked here: such a term only never matches.
        node_term(
            report,
            get(preferred, "preference").unwrap_or(&Value::Null),
            false,
            &at.child("preference"),
        );
    }
}

fn weight(report: &mut Report, owner: &Value, at: &Field) {
    let weight = int(owner, "weight").unwrap_or_default();
    if !(1..=100).contains(&weight) {
        report.invalid(&at.child("weight"), &weight, "must be in the range 1-100");
    }
}

fn node_term(report: &mut Report, term: &Value, check_values: bool, at: &Field) {
    for (index, expression) in list(term, "matchExpressions").iter().enumerate() {
        let at = at.child("matchExpressions").index(index);
        requirement(report, text(expression, "operator"), list(expression, "values").len(), &at);
        let key = text(expression, "key");
        report.invalid_each(&at.child("key"), key, label_key(key));
        if check_values {
            values(report, expression, &at);
        }
    }
    for (index, field) in list(term, "matchFields").iter().enumerate() {
        node_field(report, field, &at.child("matchFields").index(index));
    }
}

fn node_field(report: &mut Report, field: &Value, at: &Field) {
    let (key, operator, values) = (text(field, "key"), text(field, "operator"), texts(field, "values"));
    if !["In", "NotIn"].contains(&operator) {
        report.invalid(&at.child("operator"), operator, "not a valid selector operator");
    } else if values.len() != 1 {
        let told = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
        report.required(&at.child("values"), told);
    }
    if key != "metadata.name" {
        return report.invalid(&at.child("key"), key, "not a valid field selector key");
    }
    for (index, value) in values.into_iter().enumerate() {
        report.invalid_each(&at.child("values").index(index), value, dns_subdomain(value));
    }
}

fn pod_affinity(report: &mut Report, pods: &Value, at: &Field) {
    for (index, term) in list(pods, REQUIRED).iter().enumerate() {
        pod_term(report, term, &at.child(REQUIRED).index(index));
    }
    for (index, preferred) in list(pods, PREFERRED).iter().enumerate() {
        let at = at.child(PREFERRED).index(index);
        weight(report, preferred, &at);
        let term = get(preferred, "podAffinityTerm").unwrap_or(&Value::Null);
        pod_term(report, term, &at.child("podAffinityTerm"));
    }
}

fn pod_term(report: &mut Report, term: &Value, at: &Field) {
    for field in ["labelSelector", "namespaceSelector"] {
        if let Some(selector) = get(term, field) {
            label_selector(report, selector, &at.child(field));
        }
    }
    for namespace in texts(term, "namespaces") {
        report.invalid_each(&at.child("namespace"), namespace, dns_label(namespace));
    }
    match_keys(report, term, at);
    let key = text(term, "topologyKey");
    if key.is_empty() {
        report.required(&at.child("topologyKey"), "can not be empty");
    }
    report.invalid_each(&at.child("topologyKey"), key, label_key(key));
}
