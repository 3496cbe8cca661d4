//! From start to purge, through the console.

use cluster_suite::in_time;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret};
use kube::api::Api;
use serde_json::Value;
use slipway_core::api::Current;

use crate::ground::Ground;

/// Stops and starts an active instance: another pod, the same volume.
pub(crate) async fn stop_and_start(ground: &Ground, name: &str) -> Result<(), String> {
    let claims: Api<PersistentVolumeClaim> = ground.place.api();
    let pods: Api<Pod> = ground.place.api();
    let before = (uid(&claims, name).await?, uid(&pods, name).await?);
    ground.console.tell(name, "stop").await;
    let stopped = ground.console.until(name, "inactive", |view| view.current == Current::Inactive).await?;
    if stopped.sentence != "Stopped; its volume is kept." {
        return Err(format!("stopped, it says: {}", stopped.sentence));
    }
    if uid(&pods, name).await?.is_some() {
        return Err("stopped, its pod is still there".to_owned());
    }
    ground.console.tell(name, "start").await;
    ground.console.until_active(name).await?;
    let after = (uid(&claims, name).await?, uid(&pods, name).await?);
    match before.0 == after.0 && before.0.is_some() && before.1 != after.1 {
        true => Ok(()),
        false => Err(format!("claim and pod were {before:?} and are {after:?}")),
    }
}

/// Deletes and purges an instance and its image; then nothing of its name is left.
pub(crate) async fn remove(ground: &Ground, name: &str, image: &str) -> Result<(), String> {
    let path = format!("/instances/{name}");
    ground.console.change("DELETE", &path, &Value::Null).await;
    ground.console.until(name, "inactive", |view| view.current == Current::Inactive).await?;
    ground.console.tell(name, "purge").await;
    let gone = async || (ground.console.send("GET", &path, &Value::Null).await.status == 404).then_some(());
    in_time("the instance goes", gone).await?;
    in_time("pod, claim and Secret go", async || left(ground, name).await.is_empty().then_some(())).await?;
    ground.console.change("DELETE", &format!("/images/{image}"), &Value::Null).await;
    Ok(())
}

/// What there is of that name.
async fn left(ground: &Ground, name: &str) -> Vec<&'static str> {
    let pods: Api<Pod> = ground.place.api();
    let claims: Api<PersistentVolumeClaim> = ground.place.api();
    let secrets: Api<Secret> = ground.place.api();
    let found = [
        ("pod", uid(&pods, name).await),
        ("claim", uid(&claims, name).await),
        ("Secret", uid(&secrets, name).await),
    ];
    found.into_iter().filter(|(_, uid)| *uid != Ok(None)).map(|(kind, _)| kind).collect()
}

/// The uid of an object, if there is one.
async fn uid<K>(objects: &Api<K>, name: &str) -> Result<Option<String>, String>
where
    K: kube::Resource + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let found = objects.get_metadata_opt(name).await.map_err(|error| error.to_string())?;
    Ok(found.and_then(|found| found.metadata.uid))
}
