//! Where the pod may run, and as whom.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Toleration;

use super::{Placement, Report};
use crate::config::{Image, Instance, Os, Toleration as Setting, TolerationEffect, TolerationOperator};
use crate::field;

pub(super) fn plan(image: &Image, instance: &Instance, report: &mut Report) -> Placement {
    for key in instance.annotations.keys() {
        report.check(
            "annotation-key",
            &format!("instance.annotations[{key}]"),
            field::qualified_name(&key.to_lowercase()),
        );
    }
    Placement {
        node_selector: node_selector(image.os, instance, report),
        tolerations: tolerations(&instance.tolerations, report),
        service_account: object_name(&instance.service_account, "instance.serviceAccount", report),
        priority_class: object_name(&instance.priority_class, "instance.priorityClass", report),
    }
}

fn node_selector(os: Os, instance: &Instance, report: &mut Report) -> BTreeMap<String, String> {
    for (key, value) in &instance.node_selector {
        let path = format!("instance.nodeSelector[{key}]");
        report.check("label-key", &path, field::qualified_name(key));
        report.check("label-value", &path, field::label_value(value));
    }
    let os = match os {
        Os::Linux => "linux",
        Os::Windows => "windows",
    };
    let mut selector = instance.node_selector.clone();
    selector.entry("kubernetes.io/os".to_owned()).or_insert_with(|| os.to_owned());
    selector
}

fn object_name(name: &str, path: &str, report: &mut Report) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    report.check("object-name", path, field::subdomain(name)).then(|| name.to_owned())
}

fn tolerations(settings: &[Setting], report: &mut Report) -> Vec<Toleration> {
    settings
        .iter()
        .enumerate()
        .map(|(index, setting)| {
            check(setting, &format!("instance.tolerations[{index}]"), report);
            convert(setting)
        })
        .collect()
}

/// The API server's rules (validation.go, ValidateTolerations), on the form's fields.
fn check(setting: &Setting, path: &str, report: &mut Report) {
    let Setting { key, operator, value, effect, toleration_seconds } = setting;
    if key.is_empty() {
        if *operator != TolerationOperator::Exists {
            let message = "Without a key the operator is Exists: it then accepts every taint.";
            report.error("toleration-key", format!("{path}.key"), message);
        }
    } else {
        report.check("toleration-key", &format!("{path}.key"), field::qualified_name(key));
    }
    if *operator == TolerationOperator::Exists && !value.is_empty() {
        report.error(
            "toleration-value",
            format!("{path}.value"),
            "With the operator Exists there is no value.",
        );
    }
    report.check("toleration-value", &format!("{path}.value"), field::label_value(value));
    if toleration_seconds.is_some() && *effect != TolerationEffect::NoExecute {
        let message = "Seconds are only for the effect NoExecute.";
        report.error("toleration-seconds", format!("{path}.tolerationSeconds"), message);
    }
}

fn convert(setting: &Setting) -> Toleration {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let operator = match setting.operator {
        TolerationOperator::Equal => "Equal",
        TolerationOperator::Exists => "Exists",
    };
    let effect = match setting.effect {
        TolerationEffect::Any => None,
        TolerationEffect::NoSchedule => Some("NoSchedule"),
        TolerationEffect::PreferNoSchedule => Some("PreferNoSchedule"),
        TolerationEffect::NoExecute => Some("NoExecute"),
    };
    Toleration {
        key: text(&setting.key),
        operator: Some(operator.to_owned()),
        value: text(&setting.value),
        effect: effect.map(str::to_owned),
        toleration_seconds: setting.toleration_seconds,
    }
}
