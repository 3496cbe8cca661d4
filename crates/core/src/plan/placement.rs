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
        tolerations: instance.tolerations.iter().map(convert).collect(),
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
    let mut selector = instance.node_selector.clone();
    selector.entry("kubernetes.io/os".to_owned()).or_insert_with(|| os.as_str().to_owned());
    selector
}

fn object_name(name: &str, path: &str, report: &mut Report) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    report.check("object-name", path, field::subdomain(name)).then(|| name.to_owned())
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
