//! What the API server fills in, by kind.

mod pod;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{cluster::Cluster, object, resource::Resource};

/// Fills in the fields of `spec` and its like that are missing; for new and for updated objects.
pub(crate) fn complete(cluster: &Cluster, resource: &Resource, new: &mut Value) {
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => pod::complete(new),
        ("", "PersistentVolumeClaim") => object::put_default(new, "/spec/volumeMode", "Filesystem"),
        ("", "PersistentVolume") => persistent_volume(new),
        ("", "Secret") => secret(new),
        ("", "Service") => service(cluster, new),
        ("", "Namespace") => namespace(new),
        ("storage.k8s.io", _) => storage_class(new),
        ("" | "events.k8s.io", "Event") => event(new),
        ("apiextensions.k8s.io", _) => crate::crd::complete_definition(new),
        _ => {}
    }
}

/// Sets what only a new object gets.
pub(crate) fn initial(cluster: &Cluster, resource: &Resource, new: &mut Value) {
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => pod::initial(new),
        ("", "PersistentVolumeClaim") => claim(cluster, new),
        ("", "PersistentVolume") => {
            add_finalizer(new, "kubernetes.io/pv-protection");
            object::put(new, "/status", json!({ "phase": "Pending" }));
        }
        ("", "Namespace") => object::put(new, "/status", json!({ "phase": "Active" })),
        ("", "Service") => object::put(new, "/status", json!({ "loadBalancer": {} })),
        _ => {}
    }
}

fn claim(cluster: &Cluster, new: &mut Value) {
    if new.pointer("/spec/storageClassName").is_none()
        && let Some(class) = cluster.default_storage_class()
    {
        object::put(new, "/spec/storageClassName", class.into());
    }
    add_finalizer(new, "kubernetes.io/pvc-protection");
    object::put(new, "/status", json!({ "phase": "Pending" }));
}

fn add_finalizer(new: &mut Value, finalizer: &str) {
    if !object::has_finalizer(new, finalizer) {
        object::list_mut(new, "/metadata/finalizers").push(finalizer.into());
    }
}

fn persistent_volume(new: &mut Value) {
    object::put_default(new, "/spec/persistentVolumeReclaimPolicy", "Retain");
    object::put_default(new, "/spec/volumeMode", "Filesystem");
}

fn secret(new: &mut Value) {
    object::put_default(new, "/type", "Opaque");
    let Some(Value::Object(plain)) = object::take(new, "/stringData") else {
        return;
    };
    for (key, value) in plain {
        let encoded = BASE64_STANDARD.encode(value.as_str().unwrap_or_default());
        object::put_entry(new, "/data", &key, encoded);
    }
}

fn service(cluster: &Cluster, new: &mut Value) {
    object::put_default(new, "/spec/type", "ClusterIP");
    object::put_default(new, "/spec/sessionAffinity", "None");
    for (field, value) in [
        ("/spec/internalTrafficPolicy", json!("Cluster")),
        ("/spec/ipFamilies", json!(["IPv4"])),
        ("/spec/ipFamilyPolicy", json!("SingleStack")),
    ] {
        object::put_default(new, field, value);
    }
    if object::text(new, "/spec/type") != "ExternalName" && object::text(new, "/spec/clusterIP").is_empty() {
        let address = cluster.next_service_address();
        object::put(new, "/spec/clusterIP", address.as_str().into());
        object::put(new, "/spec/clusterIPs", json!([address]));
    }
    if object::text(new, "/spec/clusterIP") == "None" {
        object::put_default(new, "/spec/clusterIPs", json!(["None"]));
    }
    for port in object::list_mut(new, "/spec/ports") {
        object::put_default(port, "/protocol", "TCP");
        let target = object::at(port, "/port").clone();
        object::put_default(port, "/targetPort", target);
    }
}

/// These are written even when they say nothing.
fn event(new: &mut Value) {
    for time in ["eventTime", "firstTimestamp", "lastTimestamp"] {
        object::put_default(new, &format!("/{time}"), Value::Null);
    }
    for text in ["reportingComponent", "reportingInstance"] {
        object::put_default(new, &format!("/{text}"), "");
    }
    object::put_default(new, "/source", json!({}));
}

fn namespace(new: &mut Value) {
    object::put_default(new, "/spec/finalizers", json!(["kubernetes"]));
    let name = object::name(new).to_owned();
    if !name.is_empty() {
        object::put_entry(new, "/metadata/labels", "kubernetes.io/metadata.name", name);
    }
}

fn storage_class(new: &mut Value) {
    object::put_default(new, "/reclaimPolicy", "Delete");
    object::put_default(new, "/volumeBindingMode", "Immediate");
}
