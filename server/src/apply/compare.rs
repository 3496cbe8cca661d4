//! What the API server changed or dropped.

use std::cell::OnceCell;
use std::collections::{HashMap, VecDeque};

use serde_json::Value;
use slipway_core::api::Difference;
use slipway_core::quantity::Quantity;

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
            let list = path.rsplit('.').next().unwrap_or_default();
            let others = counterparts(list, sent, returned);
            for (index, (item, other)) in sent.iter().zip(others).enumerate() {
                compare(&format!("{path}[{index}]"), item, other, found);
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

/// For every item of a list that was sent the one of the returned list that it became.
fn counterparts<'a>(list: &str, sent: &[Value], returned: &'a [Value]) -> Vec<Option<&'a Value>> {
    // An environment may set a name twice: those of one identity come back in their order.
    let mut known: HashMap<Vec<Value>, VecDeque<&Value>> = HashMap::new();
    for item in returned {
        if let Some(identity) = identity(list, item) {
            known.entry(identity).or_default().push_back(item);
        }
    }
    let nameless = Nameless::new(returned);
    let counterpart = |(index, item)| match identity(list, item) {
        Some(identity) => known.get_mut(&identity).and_then(VecDeque::pop_front),
        None => nameless.find(index, item),
    };
    sent.iter().enumerate().map(counterpart).collect()
}

/// Items of a returned list where nothing tells them apart, as tolerations.
struct Nameless<'a> {
    items: &'a [Value],
    /// By what they say: to compare each with every other would take the square of the list, and where such lists are
    /// in such lists a power of it.
    known: OnceCell<HashMap<String, &'a Value>>,
}

impl<'a> Nameless<'a> {
    fn new(items: &'a [Value]) -> Self {
        Self { items, known: OnceCell::new() }
    }

    /// The one at the same place, unless it says something else and another one says the same.
    fn find(&self, index: usize, item: &Value) -> Option<&'a Value> {
        let there = self.items.get(index);
        if !item.is_object() || there == Some(item) {
            return there;
        }
        let known = self.known.get_or_init(|| self.items.iter().map(|item| (said(item), item)).collect());
        let text = said(item);
        if there.is_some_and(|there| said(there) == text) {
            there
        } else {
            known.get(&text).copied().or(there)
        }
    }
}

/// What a value says, in one way: without what the API server leaves out, keys in their order.
fn said(value: &Value) -> String {
    fn without_nothing(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let said = map.iter().filter(|(_, value)| !says_nothing(value));
                Value::Object(said.map(|(key, value)| (key.clone(), without_nothing(value))).collect())
            }
            Value::Array(items) => Value::Array(items.iter().map(without_nothing).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }
    without_nothing(value).to_string()
}

/// What tells an item of a list apart from the others; `None` where nothing does, as with tolerations.
fn identity(list: &str, item: &Value) -> Option<Vec<Value>> {
    // What the API server adds where it is absent.
    let default = |key: &str| (key == "protocol").then(|| "TCP".into());
    keys(list).iter().map(|key| item.get(*key).cloned().or_else(|| default(key))).collect()
}

/// The keys of a list, as they are in Kubernetes' own schema.
fn keys(list: &str) -> &'static [&'static str] {
    match list {
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "ports" => &["containerPort", "protocol"],
        "hostAliases" => &["ip"],
        "topologySpreadConstraints" => &["topologyKey", "whenUnsatisfiable"],
        "ownerReferences" => &["uid"],
        _ => &["name"],
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
    fn items_of_a_list_are_matched_by_what_tells_them_apart() {
        let same = |list: &str, sent: Value, returned: Value| {
            check(json!({list: sent}), json!({list: returned}), &[]);
        };
        let mount = |path: &str| json!({"name": "data", "mountPath": path});
        same("volumeMounts", json!([mount("/a"), mount("/b")]), json!([mount("/a"), mount("/b")]));
        let toleration = |effect: &str| json!({"key": "ci", "operator": "Exists", "effect": effect});
        let both = json!([toleration("NoSchedule"), toleration("NoExecute")]);
        same("tolerations", both.clone(), both.clone());
        same("tolerations", both, json!([toleration("NoExecute"), toleration("NoSchedule")]));
        let port = |number: u16| json!({"containerPort": number});
        let of = |number: u16, protocol: &str| json!({"containerPort": number, "protocol": protocol});
        same("ports", json!([port(1), of(1, "UDP")]), json!([of(1, "UDP"), of(1, "TCP")]));
        let variable = |value: &str| json!({"name": "A", "value": value});
        same("env", json!([variable("1"), variable("2")]), json!([variable("1"), variable("2")]));
        let item = |path: &str| json!({"key": "k", "path": path});
        same("items", json!([item("a"), item("b")]), json!([item("a"), item("b")]));
    }

    #[test]
    fn an_item_that_was_dropped_or_changed_is_found() {
        let mount = |path: &str| json!({"name": "data", "mountPath": path});
        let sent = json!({"volumeMounts": [mount("/a"), mount("/b")]});
        check(sent, json!({"volumeMounts": [mount("/a")]}), &[("volumeMounts[1]", None)]);
        let toleration = |effect: &str| json!({"key": "ci", "effect": effect});
        let sent = json!({"tolerations": [toleration("NoSchedule"), toleration("NoExecute")]});
        let returned = json!({"tolerations": [toleration("NoSchedule"), toleration("Other")]});
        check(sent, returned, &[("tolerations[1].effect", Some(json!("Other")))]);
    }

    #[test]
    fn lists_in_lists_are_gone_through_once() {
        // With a search in each of them that goes through the ones below, this would not end.
        let depth = 60;
        let nested = |leaf: Value| (0..depth).fold(leaf, |inner, _| json!({"items": [inner]}));
        let path = ["items[0]"; 60].join(".");
        check(nested(json!({"a": "x"})), nested(json!({"a": "x", "b": 1})), &[]);
        let found = [(format!("{path}.a"), Some(json!("y")))];
        let found = found.each_ref().map(|(path, value)| (path.as_str(), value.clone()));
        check(nested(json!({"a": "x"})), nested(json!({"a": "y", "b": 1})), &found);
        // Items that nothing tells apart, in another order and without what is empty.
        let item = |number: usize| json!({"key": number.to_string(), "value": ""});
        let bare = |number: usize| json!({"key": number.to_string()});
        let sent: Vec<Value> = (0..1000).map(item).collect();
        let returned: Vec<Value> = (0..1000).rev().map(bare).collect();
        check(json!({"tolerations": sent}), json!({"tolerations": returned}), &[]);
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
