//! An object that was sent against the one that came back.

use serde_json::{Value, json};
use slipway_core::quantity::Quantity;
use slipway_core::validate::{self, defaulted};
use slipway_server::objects::Kind;

/// What the API server and its admission add, beside defaults.
const ADDED: &[(&str, &str)] = &[
    ("/metadata/uid", "the API server's own"),
    ("/metadata/resourceVersion", "the API server's own"),
    ("/metadata/generation", "the API server's own"),
    ("/metadata/creationTimestamp", "the API server's own"),
    ("/metadata/managedFields", "the API server's own"),
    ("/metadata/namespace", "of the request"),
    ("/metadata/finalizers", "protection of claims in use"),
    ("/status", "written by others"),
    ("/spec/priority", "admission: without a class"),
    ("/spec/preemptionPolicy", "admission: without a class"),
    ("/spec/serviceAccount", "the old name of serviceAccountName"),
];

/// The tolerations that admission adds to every pod.
const TOLERATED: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
/// The name of the volume with the account's token, before its drawn end.
const TOKEN: &str = "kube-api-access-";

/// Where they differ; what came back beyond what was sent may only be defaults and what is listed here.
pub(super) fn differences(kind: Kind, sent: &Value, returned: &Value) -> Vec<String> {
    let kind = match kind {
        Kind::Pod => validate::Kind::Pod,
        Kind::Claim => validate::Kind::PersistentVolumeClaim,
        Kind::Secret => validate::Kind::Secret,
    };
    let expected = without_nothing(defaulted(kind, sent)).unwrap_or_default();
    let mut returned = returned.clone();
    ADDED.iter().for_each(|(at, _)| take_out(&mut returned, at));
    if kind == validate::Kind::Pod {
        of_admission(&mut returned, sent);
    }
    let returned = without_nothing(returned).unwrap_or_default();
    let mut found = Vec::new();
    compare("", &expected, &returned, &mut found);
    found
}

fn take_out(object: &mut Value, at: &str) {
    let (parent, last) = at.rsplit_once('/').unwrap_or_default();
    if let Some(Value::Object(fields)) = object.pointer_mut(parent) {
        fields.remove(last);
    }
}

/// Takes out the account, its token and the tolerations that were not sent.
fn of_admission(pod: &mut Value, sent: &Value) {
    if sent.pointer("/spec/serviceAccountName").is_none() {
        take_out(pod, "/spec/serviceAccountName");
    }
    let named = |item: &Value, start: &str| {
        item.get("name").and_then(Value::as_str).is_some_and(|name| name.starts_with(start))
    };
    keep(pod.pointer_mut("/spec/volumes"), |volume| !named(volume, TOKEN));
    for containers in ["/spec/containers", "/spec/initContainers"] {
        for container in pod.pointer_mut(containers).and_then(Value::as_array_mut).into_iter().flatten() {
            keep(container.pointer_mut("/volumeMounts"), |mount| !named(mount, TOKEN));
        }
    }
    let own = sent.pointer("/spec/tolerations").cloned().unwrap_or(json!([]));
    keep(pod.pointer_mut("/spec/tolerations"), |toleration| {
        let key = toleration.get("key").and_then(Value::as_str).unwrap_or_default();
        !TOLERATED.contains(&key) || own.as_array().is_some_and(|own| own.contains(toleration))
    });
}

fn keep(list: Option<&mut Value>, is_kept: impl Fn(&Value) -> bool) {
    if let Some(list) = list.and_then(Value::as_array_mut) {
        list.retain(is_kept);
    }
}

/// The API server leaves out what is empty: empty lists, empty maps of a Go type that is no pointer, false and zero are
/// not told apart from what is absent. An empty source of a volume is something.
fn without_nothing(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(Value::Array(
            items.into_iter().map(|item| without_nothing(item).unwrap_or(json!({}))).collect(),
        )),
        Value::Object(fields) => {
            let kept = fields.into_iter().filter_map(|(key, value)| Some((key, without_nothing(value)?)));
            Some(Value::Object(kept.collect()))
        }
        Value::String(text) if text.is_empty() => None,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value),
    }
}

fn compare(at: &str, expected: &Value, returned: &Value, found: &mut Vec<String>) {
    match (expected, returned) {
        (Value::Object(expected), Value::Object(returned)) => {
            for key in expected.keys().chain(returned.keys().filter(|key| !expected.contains_key(*key))) {
                let nothing = Value::Null;
                let (expected, returned) =
                    (expected.get(key).unwrap_or(&nothing), returned.get(key).unwrap_or(&nothing));
                compare(&format!("{at}.{key}"), expected, returned, found);
            }
        }
        (Value::Array(expected), Value::Array(returned)) if expected.len() == returned.len() => {
            for (index, (expected, returned)) in expected.iter().zip(returned).enumerate() {
                compare(&format!("{at}[{index}]"), expected, returned, found);
            }
        }
        (expected, returned) if expected == returned || same_amount(at, expected, returned) => {}
        (expected, returned) => found.push(format!("{at}: expected {expected}, came back as {returned}")),
    }
}

/// `1000m` and `1` are the same amount.
fn same_amount(at: &str, one: &Value, other: &Value) -> bool {
    let is_amount = [".limits.", ".requests.", ".sizeLimit"].iter().any(|part| at.contains(part));
    let amount = |value: &Value| Quantity::parse(value.as_str()?).ok();
    is_amount && amount(one).is_some() && amount(one) == amount(other)
}
