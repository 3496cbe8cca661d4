//! What the API server changed or dropped.

use serde_json::Value;
use slipway_core::api::Difference;
use slipway_core::quantity::Quantity;

/// Keys that tell the items of a list apart, as the API server's merge does. Lists without one go by position.
const ITEM_KEYS: [&str; 5] = ["name", "mountPath", "containerPort", "ip", "key"];

/// Fields that came back other than they were sent. What the API server only added is not listed.
pub(super) fn differences(sent: &Value, returned: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", sent, Some(returned), &mut found);
    found
}

fn compare(path: &str, sent: &Value, returned: Option<&Value>, found: &mut Vec<Difference>) {
    match (sent, returned) {
        (sent, None) if says_nothing(sent) => {}
        (Value::Object(sent), Some(Value::Object(returned))) => {
            for (key, value) in sent {
                compare(&child(path, key), value, returned.get(key), found);
            }
        }
        (Value::Array(sent), Some(Value::Array(returned))) => {
            for (index, item) in sent.iter().enumerate() {
                compare(&format!("{path}[{index}]"), item, counterpart(item, index, returned), found);
            }
        }
        (sent, Some(returned)) if sent == returned || same_quantity(path, sent, returned) => {}
        (sent, returned) => found.push(Difference {
            object: String::new(),
            meaning: meaning(path, returned),
            path: path.to_owned(),
            sent: sent.clone(),
            returned: returned.cloned(),
        }),
    }
}

/// The item of the returned list that a sent item became.
fn counterpart<'a>(item: &Value, index: usize, returned: &'a [Value]) -> Option<&'a Value> {
    let key = ITEM_KEYS.iter().find(|key| item.get(**key).is_some());
    match key {
        Some(key) => returned.iter().find(|other| other.get(*key) == item.get(*key)),
        None => returned.get(index),
    }
}

/// The API server leaves out what is empty.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(says_nothing),
    }
}

/// `1000m` and `1` are the same amount; elsewhere the same words would be different values.
fn same_quantity(path: &str, sent: &Value, returned: &Value) -> bool {
    let is_amount = [".limits.", ".requests.", ".sizeLimit"].iter().any(|part| path.contains(part));
    let quantity = |value: &Value| match value {
        Value::String(text) => Quantity::parse(text).ok(),
        Value::Number(number) => Quantity::parse(&number.to_string()).ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    is_amount
        && matches!((quantity(sent), quantity(returned)), (Some(one), Some(other)) if one.nanos() == other.nanos())
}

fn meaning(path: &str, returned: Option<&Value>) -> Option<String> {
    let dropped_sidecar =
        path.starts_with("spec.initContainers[") && path.ends_with("].restartPolicy") && returned.is_none();
    dropped_sidecar.then(|| {
        "The cluster does not know native sidecars (Kubernetes 1.29 brought them): the daemon would be an ordinary init \
         container that never ends, and the agent would never start. Run the daemon as a plain container."
            .to_owned()
    })
}

fn child(path: &str, key: &str) -> String {
    let key = if key.contains('.') { format!("[\"{key}\"]") } else { key.to_owned() };
    match path {
        "" => key,
        path if key.starts_with('[') => format!("{path}{key}"),
        path => format!("{path}.{key}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Path and what came back.
    fn check(sent: Value, returned: Value, expected: &[(&str, Option<Value>)]) {
        let found = differences(&sent, &returned);
        let found: Vec<(&str, Option<Value>)> =
            found.iter().map(|one| (one.path.as_str(), one.returned.clone())).collect();
        assert_eq!(found, expected, "{sent} -> {returned}");
    }

    #[test]
    fn only_what_was_changed_or_dropped_is_listed() {
        check(json!({"a": 1}), json!({"a": 1, "b": 2}), &[]);
        check(json!({"a": {}, "b": [], "c": "", "d": false}), json!({}), &[]);
        check(json!({"a": "x"}), json!({"a": "y"}), &[("a", Some(json!("y")))]);
        check(json!({"a": {"b.c/d": "x"}}), json!({"a": {}}), &[("a[\"b.c/d\"]", None)]);
        let containers = |names: [&str; 2]| json!({"c": names.map(|name| json!({"name": name}))});
        check(containers(["a", "b"]), containers(["b", "a"]), &[]);
        check(json!({"args": ["a", "b"]}), json!({"args": ["a"]}), &[("args[1]", None)]);
    }

    #[test]
    fn quantities_are_compared_by_value_and_only_where_they_are_quantities() {
        let cpu = |value: &str| json!({"resources": {"limits": {"cpu": value}}});
        check(cpu("1000m"), cpu("1"), &[]);
        check(cpu("1"), cpu("2"), &[("resources.limits.cpu", Some(json!("2")))]);
        check(json!({"value": "1000m"}), json!({"value": "1"}), &[("value", Some(json!("1")))]);
    }

    #[test]
    fn a_dropped_restart_policy_says_what_it_means() {
        let pod = |container: Value| json!({"spec": {"initContainers": [container]}});
        let sent = pod(json!({"name": "docker", "restartPolicy": "Always"}));
        let found = differences(&sent, &pod(json!({"name": "docker"})));
        let meaning = found.first().and_then(|difference| difference.meaning.clone()).unwrap_or_default();
        assert!(meaning.contains("native sidecars"), "{meaning}");
    }
}
