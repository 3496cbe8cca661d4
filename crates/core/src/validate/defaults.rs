//! The defaults of the API server (`pkg/apis/core/v1/defaults.go`), which it sets before it validates.

use serde_json::{Map, Value, json};

use super::Kind;
use super::volumes::TYPES;
use crate::quantity::Quantity;
use crate::read::{get, is_true, text};

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// The object as the API server stores it: with its defaults set. What has a wrong type is left as it is.
#[must_use]
pub fn defaulted(kind: Kind, object: &Value) -> Value {
    let mut object = object.clone();
    match kind {
        Kind::Pod => pod(&mut object),
        Kind::PersistentVolumeClaim => {
            set_unless_given(&mut object, "spec", json!({}));
            within(&mut object, "spec", claim_spec);
            within(&mut object, "spec", data_sources);
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

fn set_always(object: &mut Value, field: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}

/// Every item of a list; null among them is the empty one.
fn each(object: &mut Value, field: &str, mut change: impl FnMut(&mut Value)) {
    for item in object.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten() {
        if item.is_null() {
            *item = json!({});
        }
        change(item);
    }
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
    if crate::read::int(spec, "terminationGracePeriodSeconds").is_some_and(i64::is_negative) {
        set_always(spec, "terminationGracePeriodSeconds", json!(1));
    }
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
    within(spec, "resources", rounded);
    pod_requests(spec);
    account(spec);
}

/// What is limited for the whole pod is requested: what the containers request together, else up to the limit.
/// Defaults for huge pages are left to the API server.
fn pod_requests(spec: &mut Value) {
    let together: Vec<(String, String)> = super::pod::requests_of_containers(spec)
        .into_iter()
        .filter(|(name, _)| matches!(*name, "cpu" | "memory"))
        .map(|(name, amount)| (name.to_owned(), amount.to_string()))
        .collect();
    let Some(resources) = spec.get_mut("resources").and_then(Value::as_object_mut) else { return };
    let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { return };
    if limits.is_empty() {
        return;
    }
    let requests = resources.entry("requests").or_insert(Value::Null);
    if requests.is_null() {
        *requests = json!({});
    }
    let Some(requests) = requests.as_object_mut() else { return };
    for (name, amount) in together {
        requests.entry(name).or_insert_with(|| json!(amount));
    }
    let shared = |name: &str| matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
    for (name, limit) in limits.into_iter().filter(|(name, _)| shared(name)) {
        requests.entry(name).or_insert(limit);
    }
    if requests.is_empty() {
        resources.remove("requests");
    }
}

/// Amounts are kept to the thousandth, rounded up.
fn rounded(resources: &mut Value) {
    for field in ["limits", "requests"] {
        for amount in
            resources.get_mut(field).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
        {
            if amount.is_null() {
                *amount = json!("0");
            }
            let parsed = super::amount::parse(amount);
            if let Some(fine) = parsed.filter(|parsed| parsed.nanos() % 1_000_000 != 0) {
                *amount = json!(Quantity::from_millis(fine.millis()).to_string());
            }
        }
    }
}

fn claim_spec(spec: &mut Value) {
    set_unless_given(spec, "volumeMode", json!("Filesystem"));
    within(spec, "resources", rounded);
}

/// The two fields for the source of a claim's data say the same. Before there was the second one, anything but a claim
/// or a snapshot was dropped; without the second one it still is. A reference to another namespace is behind a gate that
/// is off, and dropped.
fn data_sources(spec: &mut Value) {
    const FIELDS: [&str; 3] = ["apiGroup", "kind", "name"];
    let same = |source: &Value| {
        let fields =
            FIELDS.into_iter().filter_map(|field| Some((field.to_owned(), get(source, field)?.clone())));
        Value::Object(fields.collect())
    };
    let elsewhere = |reference: &Value| !text(reference, "namespace").is_empty();
    if get(spec, "dataSourceRef").is_some_and(elsewhere) {
        spec.as_object_mut().map(|spec| spec.remove("dataSourceRef"));
    }
    match (get(spec, "dataSource").map(same), get(spec, "dataSourceRef").map(same)) {
        (Some(source), None) if copies(&source) => set(spec, "dataSourceRef", source),
        (Some(_), None) => {
            spec.as_object_mut().map(|spec| spec.remove("dataSource"));
        }
        (None, Some(reference)) => set_unless_given(spec, "dataSource", reference),
        (_, _) => {}
    }
}

/// Whether it is a claim or a snapshot.
fn copies(source: &Value) -> bool {
    let claim = text(source, "kind") == "PersistentVolumeClaim" && text(source, "apiGroup").is_empty();
    claim
        || (text(source, "kind") == "VolumeSnapshot" && text(source, "apiGroup") == "snapshot.storage.k8s.io")
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
    within(container, "resources", rounded);
    stop_signal(container);
    within(container, "lifecycle", |lifecycle| {
        for hook in ["postStart", "preStop"] {
            within(lifecycle, hook, |hook| within(hook, "httpGet", http_get));
        }
    });
}

/// Behind a gate that is off, and dropped.
fn stop_signal(container: &mut Value) {
    let mut empty = false;
    within(container, "lifecycle", |lifecycle| {
        let Some(hooks) = lifecycle.as_object_mut() else { return };
        empty = hooks.remove("stopSignal").is_some() && hooks.values().all(Value::is_null);
    });
    if empty && let Some(container) = container.as_object_mut() {
        container.remove("lifecycle");
    }
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
            within(template, "spec", claim_spec);
        });
    });
    within(volume, "azureDisk", |source| {
        set_unless_given(source, "cachingMode", json!("ReadWrite"));
        set_unless_given(source, "fsType", json!("ext4"));
        set_unless_given(source, "readOnly", json!(false));
        set_unless_given(source, "kind", json!("Shared"));
    });
    within(volume, "image", |source| {
        let policy = if pulls_always(text(source, "reference")) { "Always" } else { "IfNotPresent" };
        set(source, "pullPolicy", json!(policy));
    });
}

fn downward_files(source: &mut Value) {
    each(source, "items", |file| within(file, "fieldRef", |field| set(field, "apiVersion", json!("v1"))));
}
