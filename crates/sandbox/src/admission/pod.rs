//! The admission plugins that complete a new pod.

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    object, random,
    resource::Resource,
    status::{ApiError, Result},
};

const TOKEN_MOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Service account, priority, runtime class and default tolerations.
pub(crate) fn complete(cluster: &Cluster, resource: &Resource, pod: &mut Value) -> Result<()> {
    service_account(cluster, resource, pod)?;
    priority(cluster, resource, pod)?;
    runtime_class(cluster, resource, pod)?;
    tolerations(pod);
    Ok(())
}

fn service_account(cluster: &Cluster, resource: &Resource, pod: &mut Value) -> Result<()> {
    object::put_default(pod, "/spec/serviceAccountName", "default");
    let account_name = object::text(pod, "/spec/serviceAccountName").to_owned();
    object::put(pod, "/spec/serviceAccount", account_name.as_str().into());
    let namespace = object::namespace(pod).to_owned();
    let Some(account) = cluster.get("serviceaccounts", &namespace, &account_name) else {
        let why = format!(
            "error looking up service account {namespace}/{account_name}: serviceaccount \"{account_name}\" not found"
        );
        return Err(ApiError::forbidden(resource, object::name(pod), &why));
    };
    if object::items(pod, "/spec/imagePullSecrets").is_empty() && account.get("imagePullSecrets").is_some() {
        object::put(pod, "/spec/imagePullSecrets", object::at(&account, "/imagePullSecrets").clone());
    }
    let wanted = [
        object::at(pod, "/spec/automountServiceAccountToken"),
        object::at(&account, "/automountServiceAccountToken"),
    ];
    if wanted.iter().find_map(|it| it.as_bool()).unwrap_or(true) {
        mount_token(pod);
    }
    Ok(())
}

/// Adds the projected token volume, and its mount to every container that mounts nothing there.
fn mount_token(pod: &mut Value) {
    let name = format!("kube-api-access-{}", random::suffix());
    let mount = json!({ "name": name, "readOnly": true, "mountPath": TOKEN_MOUNT });
    for list in ["initContainers", "containers"] {
        let containers = pod.pointer_mut(&format!("/spec/{list}")).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            let mounts = object::list_mut(container, "/volumeMounts");
            if !mounts.iter().any(|it| object::text(it, "/mountPath") == TOKEN_MOUNT) {
                mounts.push(mount.clone());
            }
        }
    }
    object::list_mut(pod, "/spec/volumes").push(json!({
        "name": name,
        "projected": { "defaultMode": 0o644, "sources": [
            { "serviceAccountToken": { "expirationSeconds": 3607, "path": "token" } },
            { "configMap": { "name": "kube-root-ca.crt", "items": [{ "key": "ca.crt", "path": "ca.crt" }] } },
            { "downwardAPI": { "items": [
                { "path": "namespace", "fieldRef": { "apiVersion": "v1", "fieldPath": "metadata.namespace" } },
            ] } },
        ] },
    }));
}

fn priority(cluster: &Cluster, resource: &Resource, pod: &mut Value) -> Result<()> {
    let name = object::text(pod, "/spec/priorityClassName").to_owned();
    let mut value = 0;
    let mut policy = "PreemptLowerPriority".to_owned();
    if !name.is_empty() {
        let Some(class) = cluster.get("priorityclasses", "", &name) else {
            let why = format!("no PriorityClass with name {name} was found");
            return Err(ApiError::forbidden(resource, object::name(pod), &why));
        };
        value = object::number(&class, "/value").unwrap_or_default();
        policy = class.get("preemptionPolicy").and_then(Value::as_str).map_or(policy, str::to_owned);
    }
    object::put(pod, "/spec/priority", value.into());
    object::put_default(pod, "/spec/preemptionPolicy", policy);
    Ok(())
}

fn runtime_class(cluster: &Cluster, resource: &Resource, pod: &Value) -> Result<()> {
    let name = object::text(pod, "/spec/runtimeClassName");
    if name.is_empty() || cluster.get("runtimeclasses", "", name).is_some() {
        return Ok(());
    }
    let why = format!("pod rejected: RuntimeClass \"{name}\" not found");
    Err(ApiError::forbidden(resource, object::name(pod), &why))
}

/// A pod stays five minutes on a node that is not ready (the `DefaultTolerationSeconds` plugin).
pub(crate) fn tolerations(pod: &mut Value) {
    let list = object::list_mut(pod, "/spec/tolerations");
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let covers = |it: &Value| {
            let of = object::text(it, "/key");
            (of == key || of.is_empty()) && matches!(object::text(it, "/effect"), "NoExecute" | "")
        };
        if !list.iter().any(covers) {
            list.push(json!({
                "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
            }));
        }
    }
}
