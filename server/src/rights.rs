//! The least rights the server needs: one list, from which the RBAC objects and the questions to a cluster come.

use serde_json::{Value, json};

/// What may be done to one resource.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Resource, with its subresource if any: `pods/log`.
    pub resource: &'static str,
    /// Verbs.
    pub verbs: &'static [&'static str],
}

/// In the namespace of the images and instances.
pub const NAMESPACED: &[Right] = &[
    right("slipway.dev", "agentimages", &["get", "list", "watch", "create", "update", "patch", "delete"]),
    right("slipway.dev", "agentinstances", &["get", "list", "watch", "create", "update", "patch", "delete"]),
    right("slipway.dev", "agentinstances/status", &["patch"]),
    // An owner reference that blocks deletion needs this where `OwnerReferencesPermissionEnforcement` is on.
    right("slipway.dev", "agentinstances/finalizers", &["update"]),
    right("", "pods", &["get", "list", "watch", "create", "patch", "delete"]),
    right("", "pods/log", &["get"]),
    right("", "persistentvolumeclaims", &["get", "list", "watch", "create", "patch"]),
    right("", "secrets", &["get", "list", "watch", "create", "patch"]),
    right("", "events", &["list", "watch"]),
    right("events.k8s.io", "events", &["create"]),
];

/// For the whole cluster, to see whether the definitions are there and current.
pub const CLUSTER: &[Right] =
    &[right("apiextensions.k8s.io", "customresourcedefinitions", &["get", "create", "patch"])];

const fn right(group: &'static str, resource: &'static str, verbs: &'static [&'static str]) -> Right {
    Right { group, resource, verbs }
}

/// ServiceAccount, roles and bindings as Kubernetes objects.
#[must_use]
pub fn manifests(namespace: &str, service_account: &str) -> Vec<Value> {
    vec![
        json!({
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": metadata(service_account, Some(namespace)),
        }),
        role("Role", Some(namespace), "slipway", NAMESPACED),
        binding("RoleBinding", "Role", Some(namespace), "slipway", (namespace, service_account)),
        role("ClusterRole", None, "slipway-definitions", CLUSTER),
        binding(
            "ClusterRoleBinding",
            "ClusterRole",
            None,
            "slipway-definitions",
            (namespace, service_account),
        ),
    ]
}

fn metadata(name: &str, namespace: Option<&str>) -> Value {
    let mut metadata = json!({"name": name, "labels": {"app.kubernetes.io/name": "slipway"}});
    if let (Some(namespace), Some(map)) = (namespace, metadata.as_object_mut()) {
        map.insert("namespace".to_owned(), json!(namespace));
    }
    metadata
}

fn role(kind: &str, namespace: Option<&str>, name: &str, rights: &[Right]) -> Value {
    let rules: Vec<Value> = rights
        .iter()
        .map(|right| json!({"apiGroups": [right.group], "resources": [right.resource], "verbs": right.verbs}))
        .collect();
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
        "metadata": metadata(name, namespace), "rules": rules,
    })
}

fn binding(kind: &str, role: &str, namespace: Option<&str>, name: &str, account: (&str, &str)) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
        "metadata": metadata(name, namespace),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": account.1, "namespace": account.0}],
    })
}
