//! The defaults of the API server (`pkg/apis/core/v1/defaults.go`), which it sets before it validates.

use serde_json::{Map, Value, json};

use super::Kind;
use super::volumes::TYPES;
use crate::read::{is_true, text};

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// The object as the API server stores it: with its defaults set. What has a wrong type is left as it is.
#[must_use]
pub fn defaulted(kind: Kind, object: &Value) -> Value {
    let mut object = object.clone();
    match kind {
        Kind::Pod => pod(&mut object),
        Kind::PersistentVolumeClaim => {
            if let Some(spec) = object.get_mut("spec") {
                set(spec, "volumeMode", json!("Filesystem"));
            }
        }
        Kind::Secret => set(&mut object, "type", json!("Opaque")),
    }
    object
}

/// Sets a field that is absent, null or zero, as Go cannot tell these apart in most fields.
fn set(object: &mut Value, field: &str, default: Value) {
    let Some(object) = object.as_object_mut() else { return };
    let zero = |value: &Value| value.is_null() || value == "" || value.as_i64() == Some(0);
    if object.get(field).is_none_or(zero) {
        object.insert(field.to_owned(), default);
    }
}

/// Sets a field that is absent or null, but not one that is zero.
fn set_unless_given(object: &mut Value, field: &str, default: Value) {
    let Some(object) = object.as_object_mut() else { return };
    if object.get(field).is_none_or(Value::is_null) {
        object.insert(field.to_owned(), default);
    }
}

fn each(object: &mut Value, field: &str, change: impl FnMut(&mut Value)) {
    object.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten().for_each(change);
}

fn within(object: &mut Value, field: &str, change: impl FnOnce(&mut Value)) {
    if let Some(value) = object.get_mut(field).filter(|value| value.is_object()) {
        change(value);
    }
}

fn pod(object: &mut Value) {
    set_unless_given(object, "spec", json!({}));
    let Some(spec) = object.get_mut("spec") else { return };
    set(spec, "dnsPolicy", json!("ClusterFirst"));
    set(spec, "restartPolicy", json!("Always"));
    set(spec, "schedulerName", json!("default-scheduler"));
    set_unless_given(spec, "securityContext", json!({}));
    set_unless_given(spec, "terminationGracePeriodSeconds", json!(30));
    set_unless_given(spec, "enableServiceLinks", json!(true));
    let host_network = is_true(spec, "hostNetwork");
    for field in ["containers", "initContainers", "ephemeralContainers"] {
        each(spec, field, |one| {
            container(one);
            if field != "ephemeralContainers" {
                requests(one);
                host_ports(one, host_network);
            }
        });
    }
    each(spec, "volumes", volume);
    account(spec);
}

/// The deprecated name of the service account follows the new one, and the other way round.
fn account(spec: &mut Value) {
    let (name, old) = (text(spec, "serviceAccountName").to_owned(), text(spec, "serviceAccount").to_owned());
    if !name.is_empty() {
        set_unless_given(spec, "serviceAccount", json!(name));
    } else if !old.is_empty() {
        set(spec, "serviceAccountName", json!(old));
    }
}

fn container(container: &mut Value) {
    let policy = if pulls_always(text(container, "image")) { "Always" } else { "IfNotPresent" };
    set(container, "imagePullPolicy", json!(policy));
    set(container, "terminationMessagePath", json!("/dev/termination-log"));
    set(container, "terminationMessagePolicy", json!("File"));
    set_unless_given(container, "resources", json!({}));
    each(container, "ports", |port| set(port, "protocol", json!("TCP")));
    each(container, "env", |variable| {
        within(variable, "valueFrom", |from| {
            within(from, "fieldRef", |field| set(field, "apiVersion", json!("v1")))
        });
    });
    for name in PROBES {
        within(container, name, probe);
    }
    within(container, "lifecycle", |lifecycle| {
        for hook in ["postStart", "preStop"] {
            within(lifecycle, hook, |hook| within(hook, "httpGet", http_get));
        }
    });
}

/// An image with the tag `latest`, or with neither tag nor digest, is asked for at every start.
fn pulls_always(image: &str) -> bool {
    let name = image.split('@').next().unwrap_or_default();
    let tag = name.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag);
    match tag {
        Some(tag) => tag == "latest",
        None => !image.contains('@'),
    }
}

fn probe(probe: &mut Value) {
    for (field, default) in
        [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
    {
        set(probe, field, json!(default));
    }
    within(probe, "httpGet", http_get);
    within(probe, "grpc", |grpc| set_unless_given(grpc, "service", json!("")));
}

fn http_get(action: &mut Value) {
    set(action, "path", json!("/"));
    set(action, "scheme", json!("HTTP"));
}

/// What is limited and not requested is requested up to its limit.
fn requests(container: &mut Value) {
    let Some(resources) = container.get_mut("resources").and_then(Value::as_object_mut) else { return };
    let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { return };
    let requests = resources.entry("requests").or_insert_with(|| Value::Object(Map::new()));
    if requests.is_null() {
        *requests = Value::Object(Map::new());
    }
    let Some(requests) = requests.as_object_mut() else { return };
    for (name, limit) in limits {
        requests.entry(name).or_insert(limit);
    }
    if requests.is_empty() {
        resources.remove("requests");
    }
}

/// In the node's network every port is the node's.
fn host_ports(container: &mut Value, host_network: bool) {
    if !host_network {
        return;
    }
    each(container, "ports", |port| {
        if let Some(number) = port.get("containerPort").cloned() {
            set(port, "hostPort", number);
        }
    });
}

fn volume(volume: &mut Value) {
    if TYPES.into_iter().all(|name| volume.get(name).is_none_or(Value::is_null)) {
        set_unless_given(volume, "emptyDir", json!({}));
    }
    for name in ["secret", "configMap", "downwardAPI", "projected"] {
        within(volume, name, |source| set_unless_given(source, "defaultMode", json!(0o644)));
    }
    within(volume, "hostPath", |source| set_unless_given(source, "type", json!("")));
    within(volume, "downwardAPI", downward_files);
    within(volume, "projected", |source| {
        each(source, "sources", |source| {
            within(source, "downwardAPI", downward_files);
            within(source, "serviceAccountToken", |token| {
                set_unless_given(token, "expirationSeconds", json!(3600));
            });
        });
    });
    within(volume, "ephemeral", |source| {
        within(source, "volumeClaimTemplate", |template| {
            within(template, "spec", |spec| set_unless_given(spec, "volumeMode", json!("Filesystem")));
        });
    });
    within(volume, "image", |source| {
        let policy = if pulls_always(text(source, "reference")) { "Always" } else { "IfNotPresent" };
        set(source, "pullPolicy", json!(policy));
    });
}

fn downward_files(source: &mut Value) {
    each(source, "items", |file| within(file, "fieldRef", |field| set(field, "apiVersion", json!("v1"))));
}
