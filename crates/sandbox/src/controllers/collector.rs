//! The garbage collector: objects go with the last of their owners.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    clock,
    cluster::{Cluster, may_go},
    object,
    store::{Change, Event, Key, Link, Refused},
};

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

pub(crate) fn reconcile(cluster: &Arc<Cluster>, events: &[Arc<Event>]) {
    if events.is_empty() {
        for (key, object) in cluster.store.filter(|_, object| owned(object)) {
            collect(cluster, &key, &object);
        }
        for (key, object) in cluster.store.filter(|_, object| object::deleting(object)) {
            release(cluster, &key, &object);
        }
        return;
    }
    for event in events {
        match event.change {
            Change::Deleted => {
                dependents(cluster, &event.object).iter().for_each(|(key, it)| collect(cluster, key, it));
                owners_waiting(cluster, &event.object);
            }
            Change::Added | Change::Modified if owned(&event.object) && is_owned_anew(event) => {
                collect(cluster, &event.key, &event.object)
            }
            Change::Added | Change::Modified => {}
        }
        if object::deleting(&event.object) && event.change != Change::Deleted {
            release(cluster, &event.key, &event.object);
        }
    }
}

/// Whether an object may have got other owners. What becomes of those it had is an event of theirs.
fn is_owned_anew(event: &Event) -> bool {
    let owners = |it: &Value| object::at(it, "/metadata/ownerReferences").clone();
    event.previous.as_ref().is_none_or(|previous| owners(previous) != owners(&event.object))
}

fn owned(object: &Value) -> bool {
    !object::items(object, "/metadata/ownerReferences").is_empty()
}

fn dependents(cluster: &Cluster, owner: &Value) -> Vec<(Key, Arc<Value>)> {
    cluster.store.linked(&Link::Owner(object::uid(owner).to_owned()))
}

/// The owner that a reference names, if it is still the same object.
fn owner(cluster: &Cluster, dependent: &Value, reference: &Value) -> Option<(Key, Arc<Value>)> {
    let version = object::text(reference, "/apiVersion");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let resource = cluster.registry.of_kind(group, object::text(reference, "/kind"))?;
    let key = resource.key(object::namespace(dependent), object::text(reference, "/name"));
    let owner = cluster.store.get(&key)?;
    (object::uid(&owner) == object::text(reference, "/uid")).then_some((key, owner))
}

/// Deletes an object all of whose owners are gone, or whose last owner waits for it in the foreground.
fn collect(cluster: &Cluster, key: &Key, dependent: &Value) {
    if object::deleting(dependent) {
        return;
    }
    let references = object::items(dependent, "/metadata/ownerReferences");
    let owners: Vec<Arc<Value>> =
        references.iter().filter_map(|it| owner(cluster, dependent, it)).map(|(_, owner)| owner).collect();
    let waits = |owner: &Arc<Value>| object::deleting(owner) && object::has_finalizer(owner, FOREGROUND);
    if !references.is_empty() && owners.iter().all(waits) {
        delete_in_background(cluster, key);
    } else if owners.len() < references.len() {
        let gone = references.iter().filter(|it| owner(cluster, dependent, it).is_none());
        gone.for_each(|it| disown(cluster, key, object::text(it, "/uid")));
    }
}

/// After a dependent is gone, an owner that waited for it may go.
fn owners_waiting(cluster: &Cluster, dependent: &Value) {
    for reference in object::items(dependent, "/metadata/ownerReferences") {
        if let Some((key, owner)) = owner(cluster, dependent, reference) {
            release(cluster, &key, &owner);
        }
    }
}

/// Does what the finalizers of an object that is being deleted ask of the collector.
fn release(cluster: &Cluster, key: &Key, owner: &Value) {
    if object::has_finalizer(owner, ORPHAN) {
        dependents(cluster, owner).iter().for_each(|(key, _)| disown(cluster, key, object::uid(owner)));
        cluster.change("kube-controller-manager", "", key, |it| object::drop_finalizer(it, ORPHAN));
    }
    if object::has_finalizer(owner, FOREGROUND) {
        let dependents = dependents(cluster, owner);
        dependents.iter().for_each(|(key, it)| collect(cluster, key, it));
        let blocks = |it: &Value| {
            let references = object::items(it, "/metadata/ownerReferences").iter();
            references.clone().any(|reference| {
                object::text(reference, "/uid") == object::uid(owner)
                    && object::flag(reference, "/blockOwnerDeletion")
            })
        };
        let left = dependents.iter().any(|(key, it)| blocks(it) && cluster.store.get(key).is_some());
        if !left {
            cluster.change("kube-controller-manager", "", key, |it| object::drop_finalizer(it, FOREGROUND));
        }
    }
}

fn disown(cluster: &Cluster, key: &Key, uid: &str) {
    cluster.change("kube-controller-manager", "", key, |it| {
        object::list_mut(it, "/metadata/ownerReferences")
            .retain(|reference| object::text(reference, "/uid") != uid);
        if !owned(it) {
            object::take(it, "/metadata/ownerReferences");
        }
    });
}

/// Begins the deletion of an object as the collector does: a pod keeps its grace period, finalizers are waited for.
pub(crate) fn delete_in_background(cluster: &Cluster, key: &Key) {
    while let Some(live) = cluster.store.get(key) {
        if object::deleting(&live) {
            return;
        }
        let mut new = Value::clone(&live);
        let grace = grace(key, &live);
        object::put(&mut new, "/metadata/deletionGracePeriodSeconds", json!(grace));
        object::put(&mut new, "/metadata/deletionTimestamp", clock::in_seconds(grace).into());
        if let Some(generation) = object::number(&live, "/metadata/generation") {
            object::put(&mut new, "/metadata/generation", json!(generation + 1));
        }
        let done = if may_go(&new) {
            cluster.store.remove(key, &live, new)
        } else {
            cluster.store.replace(key, &live, new)
        };
        if done != Err(Refused::Stale) {
            return;
        }
    }
}

fn grace(key: &Key, live: &Value) -> i64 {
    let over = matches!(object::text(live, "/status/phase"), "Succeeded" | "Failed");
    if key.storage != "pods" || over || object::text(live, "/spec/nodeName").is_empty() {
        return 0;
    }
    object::number(live, "/spec/terminationGracePeriodSeconds").unwrap_or(30)
}
