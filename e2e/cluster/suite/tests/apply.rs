//! Everything the core generates, applied as Slipway applies it: a second time without a change, read back as it was
//! sent, and not to be changed by another field manager without a conflict.
#![allow(missing_docs, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

#[path = "apply/generated.rs"]
mod generated;
#[path = "apply/same.rs"]
mod same;

use std::sync::Arc;

use cluster_suite::{Cluster, Place, in_place, real, sandbox};
use futures::{StreamExt, stream};
use kube::Error;
use kube::api::{Api, ApiResource, DeleteParams, DynamicObject, Patch, PatchParams};
use kube::core::GroupVersionKind;
use serde_json::{Value, json};
use slipway_sandbox::Options;
use slipway_server::objects::{FIELD_MANAGER, Kind, Objects, Prepared, prepare};

use generated::{Generated, everything};

/// So many instances at once: a small node has other things to do.
const AT_ONCE: usize = 4;
/// So many differences are shown.
const SHOWN: usize = 5;
/// The data of the pull Secrets, which is in no manifest.
const CREDENTIALS: &str = "eyJhdXRocyI6e319";

async fn check(cluster: Cluster) {
    in_place(&Arc::new(cluster), async |place| {
        let all = everything(&place.cluster.target().await);
        let count = all.len();
        let done = stream::iter(all).map(async |one| (one.name.clone(), instance(&place, &one).await));
        let done: Vec<_> = done.buffer_unordered(AT_ONCE).collect().await;
        let wrong: Vec<String> =
            done.into_iter().filter_map(|(name, done)| Some(format!("{name}: {}", done.err()?))).collect();
        let shown = wrong.get(..SHOWN.min(wrong.len())).unwrap_or_default().join("\n");
        assert!(wrong.is_empty(), "{} of {count} differ:\n{shown}", wrong.len());
        eprintln!("{count} instances on {}", place.cluster.name);
        assert!(count > 100, "{count} instances");
    })
    .await;
}

async fn instance(place: &Place, one: &Generated) -> Result<(), String> {
    let objects = Objects::new(place.cluster.client.clone(), &place.namespace);
    let data = json!({".dockerconfigjson": CREDENTIALS});
    let prepared = Prepared { owner: None, data: Some(&data) };
    for manifest in one.manifests.objects() {
        let kind = Kind::of(manifest).ok_or("another kind")?;
        let sent = prepare(manifest, &prepared);
        let name = &one.manifests.name;
        let done = object(place, &objects, kind, name, &sent).await;
        let api = dynamic(place, kind);
        drop(api.delete(name, &DeleteParams::default().grace_period(0)).await);
        done.map_err(|error| format!("{}: {error}", kind.name()))?;
    }
    Ok(())
}

async fn object(
    place: &Place,
    objects: &Objects,
    kind: Kind,
    name: &str,
    sent: &Value,
) -> Result<(), String> {
    let apply = async || objects.apply(kind, name, sent, false).await.map_err(|error| error.to_string());
    let (mut first, mut second) = (apply().await?.object, apply().await?.object);
    if kind == Kind::Claim && unversioned(&first) == unversioned(&second) {
        // A new claim is stored without a phase and read with the default one, which the next write stores.
        (first, second) = (second, apply().await?.object);
    }
    let version = |object: &Value| object.pointer("/metadata/resourceVersion").cloned();
    if version(&first).is_none() || version(&first) != version(&second) {
        return Err(format!("applying again changes it:\n  {first}\n  {second}"));
    }
    let found = objects.get(kind, name).await.map_err(|error| error.to_string())?.ok_or("it is not there")?;
    let differences = same::differences(kind, sent, &found);
    if !differences.is_empty() {
        return Err(format!("it reads back otherwise:\n    {}", differences.join("\n    ")));
    }
    conflict(place, kind, name).await?;
    let after = objects.get(kind, name).await.map_err(|error| error.to_string())?.ok_or("it is not there")?;
    if version(&after) != version(&second) { Err("the conflict changed it".to_owned()) } else { Ok(()) }
}

fn unversioned(object: &Value) -> Value {
    let mut object = object.clone();
    object["metadata"]["resourceVersion"].take();
    object
}

/// Another manager wants one field otherwise, without force.
async fn conflict(place: &Place, kind: Kind, name: &str) -> Result<(), String> {
    let (change, field) = match kind {
        Kind::Secret => (json!({"data": {".dockerconfigjson": "e30="}}), ".data..dockerconfigjson"),
        Kind::Claim => (
            json!({"spec": {"resources": {"requests": {"storage": "77Gi"}}}}),
            ".spec.resources.requests.storage",
        ),
        Kind::Pod => (
            json!({"metadata": {"labels": {"app.kubernetes.io/name": "other"}}}),
            ".metadata.labels.app.kubernetes.io/name",
        ),
    };
    let mut patch = json!({"apiVersion": "v1", "kind": kind.name(), "metadata": {"name": name}});
    merge(&mut patch, change);
    let answer =
        dynamic(place, kind).patch(name, &PatchParams::apply("somebody-else"), &Patch::Apply(&patch)).await;
    let status = match answer {
        Err(Error::Api(status)) => status,
        other => return Err(format!("no conflict: {other:?}")),
    };
    let causes = status.details.iter().flat_map(|details| &details.causes);
    let causes: Vec<(&str, &str, &str)> =
        causes.map(|cause| (cause.reason.as_str(), cause.field.as_str(), cause.message.as_str())).collect();
    let manager = format!("conflict with \"{FIELD_MANAGER}\"");
    let right = (status.code, status.reason.as_str()) == (409, "Conflict")
        && causes.iter().any(|(reason, at, message)| {
            *reason == "FieldManagerConflict" && *at == field && message.starts_with(&manager)
        })
        && status.message.contains(&manager);
    if right {
        Ok(())
    } else {
        Err(format!("an unclear conflict: {} {} {causes:?}", status.code, status.message))
    }
}

fn merge(object: &mut Value, change: Value) {
    match (object, change) {
        (Value::Object(object), Value::Object(change)) => {
            change
                .into_iter()
                .for_each(|(key, value)| merge(object.entry(key).or_insert(Value::Null), value));
        }
        (object, change) => *object = change,
    }
}

fn dynamic(place: &Place, kind: Kind) -> Api<DynamicObject> {
    let resource =
        ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk("", "v1", kind.name()), kind.plural());
    Api::namespaced_with(place.cluster.client.clone(), &place.namespace, &resource)
}

#[tokio::test]
async fn what_is_generated_applies_twice_on_the_sandbox() {
    check(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs a real cluster"]
async fn what_is_generated_applies_twice_on_a_real_cluster() {
    check(real().await).await;
}
