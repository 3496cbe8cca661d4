//! Tolerations, label selectors and topology spread.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, label_key, label_value};
use super::meta::labels;
use super::report::Report;
use crate::read::{entries, get, int, list, text, text_if_set, texts};

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// `spec.tolerations`.
pub(super) fn tolerations(report: &mut Report, spec: &Value) {
    for (index, toleration) in list(spec, "tolerations").iter().enumerate() {
        let at = Field::new("spec.tolerations").index(index);
        let (key, operator, effect) =
            (text(toleration, "key"), text(toleration, "operator"), text(toleration, "effect"));
        if key.is_empty() {
            if operator != "Exists" {
                let exact = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
                let plain = "A toleration without a key tolerates everything and needs the operator Exists: set it, or name a key.";
                report.invalid(&at.child("operator"), operator, Told::whole(exact, plain));
            }
        } else {
            report.invalid_each(&at.child("key"), key, label_key(key));
        }
        if int(toleration, "tolerationSeconds").is_some() && effect != "NoExecute" {
            let told = "effect must be 'NoExecute' when `tolerationSeconds` is set";
            report.invalid(&at.child("effect"), effect, told);
        }
        operator_and_value(report, operator, text(toleration, "value"), &at);
        if !effect.is_empty() && !EFFECTS.contains(&effect) {
            report.not_supported(&at.child("effect"), effect, &EFFECTS);
        }
    }
}

fn operator_and_value(report: &mut Report, operator: &str, value: &str, at: &Field) {
    let at = at.child("operator");
    match operator {
        "" | "Equal" => {
            let told = label_value(value);
            if !told.is_empty() {
                let exact: Vec<&str> = told.iter().map(Told::exact).collect();
                let plain = "a toleration's value has letters, digits, \"-\", \"_\" and \".\", 63 at most";
                report.invalid(&at, value, Told::new(exact.join(";"), plain));
            }
        }
        "Exists" if value.is_empty() => {}
        "Exists" => report.invalid(&at, value, "value must be empty when `operator` is 'Exists'"),
        "Lt" | "Gt" if report.since(35) => {
            report.not_supported(&at, operator, &["Equal", "Exists", "Lt", "Gt"])
        }
        other => report.not_supported(&at, other, &["Equal", "Exists"]),
    }
}

/// A selector of labels.
pub(super) fn label_selector(report: &mut Report, selector: &Value, at: &Field) {
    labels(report, selector, "matchLabels", &at.child("matchLabels"));
    for (index, expression) in list(selector, "matchExpressions").iter().enumerate() {
        let at = at.child("matchExpressions").index(index);
        let (operator, count) = (text(expression, "operator"), list(expression, "values").len());
        if ["Gt", "Lt"].contains(&operator) {
            report.invalid(&at.child("operator"), operator, "not a valid selector operator");
        } else {
            requirement(report, operator, count, &at);
        }
        let key = text(expression, "key");
        report.invalid_each(&at.child("key"), key, label_key(key));
        values(report, expression, &at);
    }
}

/// Whether an operator has the values it needs.
pub(super) fn requirement(report: &mut Report, operator: &str, count: usize, at: &Field) {
    let (here, operator_at) = (at.child("values"), at.child("operator"));
    match (operator, count) {
        ("In" | "NotIn", 0) => report.required(&here, "must be specified when `operator` is 'In' or 'NotIn'"),
        ("Exists" | "DoesNotExist", 1..) => {
            report.forbidden(&here, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
        ("Gt" | "Lt", 0 | 2..) => {
            report.required(&here, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
        ("In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt", _) => {}
        (other, _) => report.invalid(&operator_at, other, "not a valid selector operator"),
    }
}

/// The values of an expression, which are labels' values.
pub(super) fn values(report: &mut Report, expression: &Value, at: &Field) {
    for (index, value) in texts(expression, "values").into_iter().enumerate() {
        report.invalid_each(&at.child("values").index(index), value, label_value(value));
    }
}

/// `spec.topologySpreadConstraints`.
pub(super) fn spread(report: &mut Report, spec: &Value) {
    let constraints = list(spec, "topologySpreadConstraints");
    // Where each pair stands last.
    let last: BTreeMap<(&str, &str), usize> = constraints
        .iter()
        .map(|constraint| (text(constraint, "topologyKey"), text(constraint, "whenUnsatisfiable")))
        .zip(0..)
        .collect();
    for (index, constraint) in constraints.iter().enumerate() {
        let at = Field::new("spec.topologySpreadConstraints").index(index);
        let (key, action) = (text(constraint, "topologyKey"), text(constraint, "whenUnsatisfiable"));
        positive(report, int(constraint, "maxSkew").unwrap_or_default(), &at.child("maxSkew"));
        if key.is_empty() {
            report.required(&at.child("topologyKey"), "can not be empty");
        }
        if !["DoNotSchedule", "ScheduleAnyway"].contains(&action) {
            report.not_supported(
                &at.child("whenUnsatisfiable"),
                action,
                &["DoNotSchedule", "ScheduleAnyway"],
            );
        }
        if last.get(&(key, action)).is_some_and(|last| *last > index) {
            report.duplicate(&at.child("{topologyKey, whenUnsatisfiable}"), &format!("{{{key}, {action}}}"));
        }
        domains(report, constraint, action, &at.child("minDomains"));
        for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            if let Some(policy) =
                text_if_set(constraint, field).filter(|policy| !["Honor", "Ignore"].contains(policy))
            {
                report.not_supported(&at.child(field), policy, &["Honor", "Ignore"]);
            }
        }
        match_keys(report, constraint, &at);
        if let Some(selector) = get(constraint, "labelSelector") {
            label_selector(report, selector, &at.child("labelSelector"));
        }
    }
}

fn positive(report: &mut Report, number: i64, at: &Field) {
    if number <= 0 {
        report.invalid(at, &number, "must be greater than zero");
    }
}

fn domains(report: &mut Report, constraint: &Value, action: &str, at: &Field) {
    let Some(domains) = int(constraint, "minDomains") else { return };
    positive(report, domains, at);
    if action != "DoNotSchedule" {
        let told = format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        report.invalid(at, &domains, told);
    }
}

/// Label keys that take their values from the pod itself.
pub(super) fn match_keys(report: &mut Report, owner: &Value, at: &Field) {
    let selector = get(owner, "labelSelector");
    for field in ["matchLabelKeys", "mismatchLabelKeys"] {
        let (at, keys) = (at.child(field), texts(owner, field));
        if !keys.is_empty() && selector.is_none() {
            report.forbidden(&at, "must not be specified when labelSelector is not set");
            continue;
        }
        for (index, key) in keys.into_iter().enumerate() {
            report.invalid_each(&at.index(index), key, label_key(key));
        }
    }
    let (matching, mismatching) = (texts(owner, "matchLabelKeys"), texts(owner, "mismatchLabelKeys"));
    // Where a key stands last.
    let places: BTreeMap<&str, usize> = matching.iter().copied().zip(0..).collect();
    let mismatching: BTreeSet<&str> = mismatching.into_iter().collect();
    let mut selected: BTreeSet<&str> = selector
        .into_iter()
        .flat_map(|selector| entries(selector, "matchLabels"))
        .map(|(key, _)| key)
        .collect();
    for expression in selector.map(|selector| list(selector, "matchExpressions")).unwrap_or_default() {
        let key = text(expression, "key");
        if let Some(index) = places.get(key).filter(|_| selected.contains(key)) {
            report.invalid(&at.index(*index), key, "exists in both matchLabelKeys and labelSelector");
        }
        selected.insert(key);
    }
    for (index, key) in matching.iter().enumerate().filter(|(_, key)| mismatching.contains(*key)) {
        let told = "exists in both matchLabelKeys and mismatchLabelKeys";
        report.invalid(&at.child("matchLabelKeys").index(index), *key, told);
    }
}
