//! Persistent volume claims: binding, and keeping claims and volumes that are in use.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    events::{Happening, record_once},
    node, object,
    store::{Change, Event, Key, Link, claims_of},
};

/// The annotation by which the scheduler asks for a volume.
pub(crate) const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
const CLAIM_IN_USE: &str = "kubernetes.io/pvc-protection";
const VOLUME_IN_USE: &str = "kubernetes.io/pv-protection";
const BINDER: &str = "persistentvolume-controller";

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    if events.is_empty() {
        cluster.list("persistentvolumeclaims", None).iter().for_each(|claim| settle(cluster, claim));
        cluster.list("persistentvolumes", None).iter().for_each(|volume| settle_volume(cluster, volume));
        return;
    }
    let concerned = concerned(cluster, events);
    for key in &concerned {
        match (cluster.store.get(key), key.storage.as_str()) {
            (Some(claim), "persistentvolumeclaims") => settle(cluster, &claim),
            (Some(volume), _) => settle_volume(cluster, &volume),
            (None, _) => {}
        }
    }
}

/// The claims and volumes that events may concern.
fn concerned(cluster: &Cluster, events: &[Arc<Event>]) -> BTreeSet<Key> {
    let mut concerned = BTreeSet::new();
    for event in events {
        let object = &event.object;
        match event.key.storage.as_str() {
            "persistentvolumeclaims" => {
                concerned.insert(event.key.clone());
                let volumes = cluster.store.linked(&holds(object::namespace(object), object::name(object)));
                concerned.extend(volumes.into_iter().map(|(key, _)| key));
            }
            "persistentvolumes" => {
                concerned.insert(event.key.clone());
                if object::text(object, "/status/phase") == "Available" {
                    concerned.extend(unbound(cluster));
                }
            }
            "storageclasses" => concerned.extend(unbound(cluster)),
            "pods" if is_over(event) => {
                let namespace = object::namespace(object);
                let claims = claims_of(object);
                concerned.extend(claims.map(|name| Key::new("persistentvolumeclaims", namespace, name)));
            }
            _ => {}
        }
    }
    concerned
}

/// Whether a pod uses its claims no more.
fn is_over(event: &Event) -> bool {
    event.change == Change::Deleted
        || matches!(object::text(&event.object, "/status/phase"), "Succeeded" | "Failed")
}

/// Volumes that are for a claim.
fn holds(namespace: &str, name: &str) -> Link {
    Link::Holds(namespace.to_owned(), name.to_owned())
}

fn unbound(cluster: &Cluster) -> Vec<Key> {
    let claims = cluster.list("persistentvolumeclaims", None);
    claims.iter().filter(|it| object::text(it, "/status/phase") != "Bound").map(|it| key(it)).collect()
}

fn settle(cluster: &Cluster, claim: &Value) {
    if object::deleting(claim) {
        release_claim(cluster, claim);
    } else if object::text(claim, "/status/phase") != "Bound" {
        bind(cluster, claim);
    } else {
        grow(cluster, claim);
    }
}

fn volume_key(name: &str) -> Key {
    Key::new("persistentvolumes", "", name)
}

fn key(claim: &Value) -> Key {
    Key::new("persistentvolumeclaims", object::namespace(claim), object::name(claim))
}

fn bind(cluster: &Cluster, claim: &Value) {
    if let Some(volume) = fitting_volume(cluster, claim) {
        complete(cluster, claim, &volume);
        return;
    }
    let class_name = object::text(claim, "/spec/storageClassName");
    if class_name.is_empty() {
        let message = "no persistent volumes available for this claim and no storage class is set";
        tell(cluster, claim, BINDER, false, "FailedBinding", message);
        return;
    }
    let Some(class) = cluster.get("storageclasses", "", class_name) else {
        let message = format!("storageclass.storage.k8s.io \"{class_name}\" not found");
        tell(cluster, claim, BINDER, true, "ProvisioningFailed", &message);
        return;
    };
    let waits = object::text(&class, "/volumeBindingMode") == "WaitForFirstConsumer";
    let selected = object::entry(claim, "/metadata/annotations", SELECTED_NODE).is_some();
    if waits && !selected {
        let message = "waiting for first consumer to be created before binding";
        tell(cluster, claim, BINDER, false, "WaitForFirstConsumer", message);
        return;
    }
    provision(cluster, claim, &class);
}

/// Events about a claim's state are told once, not on every look at it.
fn tell(cluster: &Cluster, claim: &Value, source: &str, warning: bool, reason: &str, message: &str) {
    record_once(cluster, claim, &Happening { source, field: "", warning, reason, message });
}

/// A volume that waits for this claim, or any free one of its class, modes and size.
fn fitting_volume(cluster: &Cluster, claim: &Value) -> Option<Arc<Value>> {
    let wanted = object::text(claim, "/spec/volumeName");
    let size = |object: &Value, pointer: &str| crate::quantity::parse(object::text(object, pointer));
    let (reserved, free) = (holds(object::namespace(claim), object::name(claim)), holds("", ""));
    let volumes = [reserved, free].into_iter().flat_map(|link| cluster.store.linked(&link));
    volumes.map(|(_, volume)| volume).find(|volume| {
        let reserved = object::text(volume, "/spec/claimRef/name");
        let mine = reserved == object::name(claim)
            && object::text(volume, "/spec/claimRef/namespace") == object::namespace(claim);
        let named = wanted.is_empty() || wanted == object::name(volume);
        let modes = object::texts(volume, "/spec/accessModes");
        let fits = object::text(volume, "/spec/storageClassName")
            == object::text(claim, "/spec/storageClassName")
            && object::texts(claim, "/spec/accessModes").iter().all(|mode| modes.contains(mode))
            && size(claim, "/spec/resources/requests/storage")
                .zip(size(volume, "/spec/capacity/storage"))
                .is_none_or(|(asked, has)| asked <= has);
        named
            && fits
            && (mine || (reserved.is_empty() && object::text(volume, "/status/phase") == "Available"))
    })
}

fn provision(cluster: &Cluster, claim: &Value, class: &Value) {
    let provisioner = object::text(class, "/provisioner");
    let waiting = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the \
         system administrator. If volume creation is delayed, please verify that the provisioner is running and \
         correctly registered."
    );
    tell(cluster, claim, BINDER, false, "ExternalProvisioning", &waiting);
    let full_name = format!("{}/{}", object::namespace(claim), object::name(claim));
    let source = format!("{provisioner}_sandbox");
    let message = format!("External provisioner is provisioning volume for claim \"{full_name}\"");
    tell(cluster, claim, &source, false, "Provisioning", &message);
    let name = format!("pvc-{}", object::uid(claim));
    let Some(volume) = cluster.create(&source, "persistentvolumes", volume(&name, claim, class)) else {
        return;
    };
    tell(
        cluster,
        claim,
        &source,
        false,
        "ProvisioningSucceeded",
        &format!("Successfully provisioned volume {name}"),
    );
    complete(cluster, claim, &volume);
}

fn volume(name: &str, claim: &Value, class: &Value) -> Value {
    json!({
        "metadata": {
            "name": name, "finalizers": [VOLUME_IN_USE],
            "annotations": { "pv.kubernetes.io/provisioned-by": object::text(class, "/provisioner") },
        },
        "spec": {
            "capacity": { "storage": object::at(claim, "/spec/resources/requests/storage") },
            "accessModes": object::at(claim, "/spec/accessModes"),
            "persistentVolumeReclaimPolicy": object::text(class, "/reclaimPolicy"),
            "storageClassName": object::name(class), "volumeMode": object::at(claim, "/spec/volumeMode"),
            "hostPath": { "path": format!("/var/local-path-provisioner/{name}"), "type": "DirectoryOrCreate" },
            "nodeAffinity": { "required": { "nodeSelectorTerms": [{ "matchExpressions": [
                { "key": "kubernetes.io/hostname", "operator": "In", "values": [node::NAME] },
            ] }] } },
            "claimRef": reference(claim),
        },
        "status": { "phase": "Bound" },
    })
}

fn reference(claim: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": object::namespace(claim),
        "name": object::name(claim), "uid": object::uid(claim),
    })
}

fn complete(cluster: &Cluster, claim: &Value, volume: &Value) {
    let volume_key = volume_key(object::name(volume));
    cluster.change("kube-controller-manager", "", &volume_key, |volume| {
        object::put(volume, "/spec/claimRef", reference(claim));
        object::put(volume, "/status", json!({ "phase": "Bound" }));
    });
    cluster.change("kube-controller-manager", "", &key(claim), |claim| {
        object::put(claim, "/spec/volumeName", object::name(volume).into());
        object::put_entry(claim, "/metadata/annotations", "pv.kubernetes.io/bind-completed", "yes");
        object::put(
            claim,
            "/status",
            json!({
                "phase": "Bound", "accessModes": object::at(volume, "/spec/accessModes"),
                "capacity": object::at(volume, "/spec/capacity"),
            }),
        );
    });
}

/// A bound claim that asks for more gets it.
fn grow(cluster: &Cluster, claim: &Value) {
    let size = |pointer: &str| crate::quantity::parse(object::text(claim, pointer));
    let asked = size("/spec/resources/requests/storage").zip(size("/status/capacity/storage"));
    if asked.is_none_or(|(asked, has)| asked <= has) {
        return;
    }
    let storage = object::at(claim, "/spec/resources/requests/storage").clone();
    let volume = volume_key(object::text(claim, "/spec/volumeName"));
    cluster.change("kube-controller-manager", "", &volume, |volume| {
        object::put(volume, "/spec/capacity/storage", storage.clone());
    });
    cluster.change("kube-controller-manager", "status", &key(claim), |claim| {
        object::put(claim, "/status/capacity/storage", storage.clone());
    });
}

/// A claim that is being deleted goes when no pod uses it.
fn release_claim(cluster: &Cluster, claim: &Value) {
    let mounts = Link::Mounts(object::namespace(claim).to_owned(), object::name(claim).to_owned());
    let users = cluster.store.linked(&mounts);
    let used =
        users.iter().any(|(_, pod)| !matches!(object::text(pod, "/status/phase"), "Succeeded" | "Failed"));
    if !used {
        cluster.change("kube-controller-manager", "", &key(claim), |it| {
            object::drop_finalizer(it, CLAIM_IN_USE)
        });
    }
}

/// A new volume becomes available; one whose claim is gone is deleted or released.
fn settle_volume(cluster: &Cluster, volume: &Value) {
    let key = volume_key(object::name(volume));
    let phase = object::text(volume, "/status/phase");
    let set = |phase: &'static str| {
        cluster.change("kube-controller-manager", "status", &key, |it| {
            object::put(it, "/status/phase", phase.into());
        });
    };
    if object::at(volume, "/spec/claimRef/uid").is_null() {
        if phase == "Pending" {
            set("Available");
        }
        if object::deleting(volume) {
            cluster
                .change("kube-controller-manager", "", &key, |it| object::drop_finalizer(it, VOLUME_IN_USE));
        }
        return;
    }
    let claim_name = object::text(volume, "/spec/claimRef/name");
    let claim =
        cluster.get("persistentvolumeclaims", object::text(volume, "/spec/claimRef/namespace"), claim_name);
    let bound = claim.is_some_and(|claim| object::uid(&claim) == object::text(volume, "/spec/claimRef/uid"));
    if bound {
        return;
    }
    if object::deleting(volume) || object::text(volume, "/spec/persistentVolumeReclaimPolicy") == "Delete" {
        cluster.change("kube-controller-manager", "", &key, |it| object::drop_finalizer(it, VOLUME_IN_USE));
        super::collector::delete_in_background(cluster, &key);
    } else if phase != "Released" {
        set("Released");
    }
}
