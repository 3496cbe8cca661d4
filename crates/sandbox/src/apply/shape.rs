//! How apply sees a value: which lists are maps or sets, which values are atomic.
//!
//! Pods and claims, and the metadata of every kind, go by the core's table of Kubernetes types; the other built-in
//! kinds by the few rows below, from the `+listType`, `+listMapKey` and `+mapType` markers of `kubernetes/api`
//! `core/v1/types.go`; custom resources by their schema.

use serde_json::Value;
use slipway_core::{schema, validate::Kind};

use super::path::Path;
use crate::object;

/// A place in an object.
#[derive(Debug, Clone)]
pub(crate) enum Shape<'a> {
    /// A place in a built-in kind, or in the metadata of any: the kind and the field path without list items.
    Builtin { kind: &'a str, path: String },
    /// A place in a custom resource: its schema, if it has one there.
    Custom { schema: Option<&'a Value>, root: bool },
}

/// How a list is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListKind {
    Atomic,
    Set,
    /// The keys of an item, each with the value a missing key stands for.
    Map(Vec<(String, Option<Value>)>),
}

/// Kind (empty for any other), path, and the keys of the list; no keys make it a set.
const LISTS: &[(&str, &str, &[&str])] = &[
    ("", "status.conditions", &["type"]),
    ("Service", "spec.ports", &["port", "protocol"]),
    ("ServiceAccount", "secrets", &["name"]),
    ("Node", "spec.podCIDRs", &[]),
    ("Node", "status.addresses", &["type"]),
];

/// Fields whose value is owned as a whole (`+mapType=atomic`, `+structType=atomic`), by the last name of their path.
const ATOMIC: &[&str] = &[
    "configMapKeyRef",
    "configMapRef",
    "dataSource",
    "fieldRef",
    "imagePullSecrets",
    "involvedObject",
    "labelSelector",
    "namespaceSelector",
    "nodeSelector",
    "ownerReferences",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "resourceFieldRef",
    "roleRef",
    "secretKeyRef",
    "secretRef",
    "selector",
];

/// Fields of built-in kinds that are structs or lists in themselves (not pointers, not `omitempty`), by name.
const PRESENT: &[&str] = &["spec", "status", "containers", "resources", "template", "source", "names"];

/// Keys that have a default when missing from an item.
const KEY_DEFAULTS: &[(&str, &str)] = &[("protocol", "TCP")];

impl<'a> Shape<'a> {
    /// The root of a built-in kind.
    pub(crate) fn builtin(kind: &'a str) -> Self {
        Self::Builtin { kind, path: String::new() }
    }

    /// The root of a custom resource with an `openAPIV3Schema`.
    pub(crate) fn custom(schema: &'a Value) -> Self {
        Self::Custom { schema: Some(schema), root: true }
    }

    /// The place of a field or map entry.
    pub(crate) fn field(&self, name: &str) -> Shape<'a> {
        match self {
            Self::Builtin { kind, path } => Self::Builtin { kind, path: below(path, name) },
            Self::Custom { root: true, .. } if name == "metadata" => {
                Self::Builtin { kind: "", path: "metadata".to_owned() }
            }
            Self::Custom { schema, .. } => {
                let schema = schema.and_then(|schema| {
                    let declared = object::entry(schema, "/properties", name);
                    declared.or_else(|| schema.get("additionalProperties").filter(|it| it.is_object()))
                });
                Self::Custom { schema, root: false }
            }
        }
    }

    /// The place of the items of this list.
    pub(crate) fn item(&self) -> Shape<'a> {
        match self {
            Self::Builtin { .. } => self.clone(),
            Self::Custom { schema, .. } => {
                Self::Custom { schema: schema.and_then(|schema| schema.get("items")), root: false }
            }
        }
    }

    /// Whether this value is owned as a whole.
    pub(crate) fn is_atomic(&self) -> bool {
        match self {
            Self::Builtin { path, .. } => ATOMIC.contains(&path.rsplit('.').next().unwrap_or_default()),
            Self::Custom { schema, .. } => {
                schema.is_some_and(|schema| object::text(schema, "/x-kubernetes-map-type") == "atomic")
            }
        }
    }

    /// Whether the map or list at a path below this root need not be there: built-in kinds always have some of theirs.
    pub(crate) fn is_optional(&self, path: &Path) -> bool {
        let Some(name) = path.0.last().and_then(|step| step.strip_prefix("f:")) else { return false };
        match self {
            Self::Builtin { .. } => !PRESENT.contains(&name),
            Self::Custom { .. } => true,
        }
    }

    /// How this list is merged.
    pub(crate) fn list(&self) -> ListKind {
        match self {
            Self::Builtin { kind, path } => builtin_list(kind, path),
            Self::Custom { schema, .. } => schema.map_or(ListKind::Atomic, custom_list),
        }
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn builtin_list(kind: &str, path: &str) -> ListKind {
    let known = [Kind::Pod, Kind::PersistentVolumeClaim].into_iter().find(|it| it.as_str() == kind);
    // The metadata of every kind is that of a secret.
    let metadata = path.starts_with("metadata.").then_some(Kind::Secret);
    if let Some(kind) = known.or(metadata) {
        return match schema::list_keys(kind, path) {
            None | Some(schema::ListKind::Atomic) => ListKind::Atomic,
            Some(schema::ListKind::Set) => ListKind::Set,
            Some(schema::ListKind::Map(keys)) => map_of(&keys),
        };
    }
    match LISTS.iter().find(|(of, at, _)| (of.is_empty() || *of == kind) && *at == path) {
        None => ListKind::Atomic,
        Some((_, _, [])) => ListKind::Set,
        Some((_, _, keys)) => map_of(keys),
    }
}

fn map_of(keys: &[&str]) -> ListKind {
    let default =
        |key: &str| KEY_DEFAULTS.iter().find(|(of, _)| *of == key).map(|(_, value)| (*value).into());
    ListKind::Map(keys.iter().map(|key| ((*key).to_owned(), default(key))).collect())
}

fn custom_list(schema: &Value) -> ListKind {
    match object::text(schema, "/x-kubernetes-list-type") {
        "set" => ListKind::Set,
        "map" => {
            let keys = object::texts(schema, "/x-kubernetes-list-map-keys");
            let default =
                |key: &str| object::entry(schema, "/items/properties", key)?.get("default").cloned();
            ListKind::Map(keys.into_iter().map(|key| (key.to_owned(), default(key))).collect())
        }
        _ => ListKind::Atomic,
    }
}
