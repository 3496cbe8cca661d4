//! What server-side apply refuses beyond the rules of the object itself: two items of a list with the same key, and
//! fields that the cluster's version does not have (`structured-merge-diff`, `typed.AsTyped`).

use std::collections::BTreeSet;

use serde_json::Value;

use super::Kind;
use super::field::Field;
use super::report::{Reason, Violation};
use crate::finding;
use crate::limits::VIOLATIONS;
use crate::schema::{self, ListKind, Node, Shape};
use crate::target::KubernetesVersion;

pub(super) fn check(kind: Kind, object: &Value, version: KubernetesVersion) -> Vec<Violation> {
    let mut walk = Walk { version, found: Vec::new() };
    walk.value(schema::root(kind), object, &Field::new(""));
    walk.found
}

struct Walk {
    version: KubernetesVersion,
    found: Vec<Violation>,
}

impl Walk {
    fn value(&mut self, node: Node, value: &Value, at: &Field) {
        if self.found.len() >= VIOLATIONS {
            return;
        }
        match (node.shape(), value) {
            (Shape::Object(owner), Value::Object(fields)) => {
                for (name, value) in fields {
                    let at = at.child(name);
                    self.age(owner, name, &at);
                    if let Some(field) = node.field(name) {
                        self.value(field, value, &at);
                    }
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                self.keys(node, items, at);
                for (index, value) in items.iter().enumerate() {
                    self.value(item, value, &at.index(index));
                }
            }
            _ => {}
        }
    }

    fn age(&mut self, owner: &str, name: &str, at: &Field) {
        let Some(since) = schema::since(owner, name).filter(|since| *since > self.version) else { return };
        self.found.push(Violation {
            field: at.as_str().to_owned(),
            reason: Reason::Unknown,
            message: "field not declared in schema".to_owned(),
            sentence: format!(
                "{name} came with Kubernetes {since}; this cluster has {} and refuses it.",
                self.version
            ),
        });
    }

    fn keys(&mut self, list: Node, items: &[Value], at: &Field) {
        let mut before = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let Some(key) = key(list, item) else { continue };
            if before.contains(&key) {
                let key = finding::shown(&key);
                self.found.push(Violation {
                    field: at.index(index).as_str().to_owned(),
                    reason: Reason::Duplicate,
                    message: format!("duplicate entries for key [{key}]"),
                    sentence: format!(
                        "{} has two items with {}, which server-side apply refuses: keep one.",
                        at.leaf(),
                        key.replace('=', " ").replace(',', ", ")
                    ),
                });
            } else {
                before.insert(key);
            }
        }
    }
}

/// What tells an item from the others, as the API server writes it: `containerPort=80,protocol="TCP"`. None for a list
/// without keys, and for an item that lacks one, which other rules report.
fn key(list: Node, item: &Value) -> Option<String> {
    match list.list()? {
        ListKind::Atomic => None,
        ListKind::Set => Some(item.to_string()),
        ListKind::Map(keys) => {
            let protocol = Value::from("TCP");
            let parts = keys.iter().map(|key| {
                let default = Some(&protocol).filter(|_| *key == "protocol");
                let value = item.get(key).filter(|value| !value.is_null()).or(default)?;
                Some(format!("{key}={value}"))
            });
            parts.collect::<Option<Vec<_>>>().map(|parts| parts.join(","))
        }
    }
}
