//! Delete: at once, after a grace period, or when the finalizers are done.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Call, metadata, present, read};
use crate::{
    clock,
    cluster::{Cluster, may_go},
    object,
    resource::Resource,
    status::{ApiError, Result},
    store::Refused,
};

/// The result of a deletion.
pub(crate) struct Deleted {
    pub(crate) object: Arc<Value>,
    /// Whether the object is gone; else it waits for its grace period or finalizers.
    pub(crate) gone: bool,
}

/// What a request says about a deletion, in its body or its parameters.
struct Wish {
    grace: Option<i64>,
    propagation: String,
    uid: String,
    version: String,
    dry_run: bool,
}

impl Wish {
    fn read(call: &Call, options: &Value) -> Self {
        let propagation = match call.params.text("propagationPolicy") {
            "" => object::text(options, "/propagationPolicy"),
            named => named,
        };
        let orphan = object::flag(options, "/orphanDependents") || call.params.flag("orphanDependents");
        Self {
            grace: object::number(options, "/gracePeriodSeconds")
                .or(call.params.number("gracePeriodSeconds")),
            propagation: if orphan { "Orphan" } else { propagation }.to_owned(),
            uid: object::text(options, "/preconditions/uid").to_owned(),
            version: object::text(options, "/preconditions/resourceVersion").to_owned(),
            dry_run: call.params.dry_run() || object::texts(options, "/dryRun").contains(&"All"),
        }
    }
}

/// Deletes an object.
pub(crate) fn delete(cluster: &Cluster, call: &Call, options: &Value) -> Result<Deleted> {
    let wish = Wish::read(call, options);
    let key = call.key();
    loop {
        let live = cluster.store.get(&key).ok_or_else(|| call.not_found())?;
        check(call, &live, &wish)?;
        let new = doomed(call, &live, &wish);
        let gone = may_go(&new);
        let answer = |object: &Arc<Value>| Deleted { object: present(&call.resource, object), gone };
        if wish.dry_run {
            return Ok(answer(&Arc::new(new)));
        }
        if new == *live && !gone {
            return Ok(answer(&live));
        }
        match cluster.commit(&key, &live, new) {
            Ok(stored) => return Ok(answer(&stored)),
            Err(Refused::Missing | Refused::Exists) => return Err(call.not_found()),
            Err(Refused::Stale) => {}
        }
    }
}

/// Deletes every object that the request selects, and returns them.
pub(crate) fn delete_collection(cluster: &Cluster, call: &Call, options: &Value) -> Result<Vec<Arc<Value>>> {
    let selected = read::list(cluster, call)?.items;
    for item in &selected {
        let mut one = call.clone();
        one.namespace = object::namespace(item).to_owned();
        one.name = object::name(item).to_owned();
        match delete(cluster, &one, options) {
            Ok(_) => {}
            Err(error) if error.code == 404 => {}
            Err(error) => return Err(error),
        }
    }
    Ok(selected)
}

fn check(call: &Call, live: &Value, wish: &Wish) -> Result<()> {
    // The real server names the kind here, not the resource.
    let named = Resource { plural: call.resource.kind.clone(), ..Resource::clone(&call.resource) };
    let conflict = |why: &str| ApiError::conflict(&named, &call.name, why);
    if !wish.uid.is_empty() && wish.uid != object::uid(live) {
        return Err(conflict(&format!(
            "the UID in the precondition ({}) does not match the UID in record ({}). The object might have been \
             deleted and then recreated",
            wish.uid,
            object::uid(live)
        )));
    }
    let version = object::text(live, "/metadata/resourceVersion");
    if !wish.version.is_empty() && wish.version != version {
        return Err(conflict(&format!(
            "the ResourceVersion in the precondition ({}) does not match the ResourceVersion in record ({version}). \
             The object might have been modified",
            wish.version
        )));
    }
    Ok(())
}

/// The object with its deletion begun, or hastened.
fn doomed(call: &Call, live: &Value, wish: &Wish) -> Value {
    let mut new = live.clone();
    let grace = grace(call, live, wish);
    let remaining = object::number(live, "/metadata/deletionGracePeriodSeconds");
    if !object::deleting(live) {
        metadata::bump_generation(&mut new);
        add_propagation(&mut new, &wish.propagation);
    }
    if remaining.is_none_or(|remaining| grace < remaining) {
        object::put(&mut new, "/metadata/deletionGracePeriodSeconds", grace.into());
        object::put(&mut new, "/metadata/deletionTimestamp", clock::in_seconds(grace).into());
    }
    if call.resource.is_core("namespaces") {
        object::put(&mut new, "/status", json!({ "phase": "Terminating" }));
    }
    new
}

/// Only a pod on a node has a grace period.
fn grace(call: &Call, live: &Value, wish: &Wish) -> i64 {
    let over = matches!(object::text(live, "/status/phase"), "Succeeded" | "Failed");
    if !call.resource.is_core("pods") || over || object::text(live, "/spec/nodeName").is_empty() {
        return 0;
    }
    let own = object::number(live, "/spec/terminationGracePeriodSeconds").unwrap_or(30);
    // Less than nothing means as short as can be.
    let asked = wish.grace.unwrap_or(own);
    if asked < 0 { 1 } else { asked }
}

fn add_propagation(new: &mut Value, propagation: &str) {
    let finalizer = match propagation {
        "Foreground" => "foregroundDeletion",
        "Orphan" => "orphan",
        _ => return,
    };
    if !object::has_finalizer(new, finalizer) {
        object::list_mut(new, "/metadata/finalizers").push(finalizer.into());
    }
}
