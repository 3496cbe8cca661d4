//! `kube::Client` and its controller runtime, as they are.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::{ConfigMap, Pod, Secret};
use kube::{
    Api, ResourceExt,
    api::{DeleteParams, ListParams, LogParams, Patch, PatchParams, PostParams},
    runtime::{
        Controller,
        controller::Action,
        events::{Event, EventType, Recorder, Reporter},
        wait::{await_condition, conditions},
        watcher,
    },
};
use serde_json::json;

use crate::support::{Cluster, eventually, pod};

#[tokio::test]
async fn typed_objects_go_there_and_back() {
    let cluster = Cluster::start().await;
    let pods: Api<Pod> = Api::default_namespaced(cluster.client.clone());
    let body: Pod = serde_json::from_value(pod("a", json!({ "command": ["sleep", "600"] }))).unwrap();
    pods.create(&PostParams::default(), &body).await.unwrap();
    let running = await_condition(pods.clone(), "a", conditions::is_pod_running());
    let running = tokio::time::timeout(Duration::from_secs(30), running).await.unwrap().unwrap().unwrap();
    assert_eq!(running.name_any(), "a");
    assert_eq!(pods.list(&ListParams::default()).await.unwrap().items.len(), 1);
    let params = LogParams { tail_lines: Some(1), ..LogParams::default() };
    assert_eq!(pods.logs("a", &params).await.unwrap(), "agent started\n");
    let patch = Patch::Strategic(json!({ "metadata": { "labels": { "team": "red" } } }));
    let patched = pods.patch("a", &PatchParams::default(), &patch).await.unwrap();
    assert_eq!(patched.labels()["team"], "red");
    let deleted = pods.delete("a", &DeleteParams::default()).await.unwrap();
    assert!(deleted.is_left(), "a pod goes after its grace period");
    let error = pods.get("none").await.unwrap_err();
    assert!(error.to_string().contains("pods \"none\" not found"), "{error}");
    let version = cluster.client.apiserver_version().await.unwrap();
    assert_eq!((version.major.as_str(), version.minor.as_str()), ("1", "36"));
}

#[tokio::test]
async fn a_watcher_in_both_modes_sees_everything() {
    for config in [watcher::Config::default(), watcher::Config::default().streaming_lists()] {
        let cluster = Cluster::start().await;
        let maps: Api<ConfigMap> = Api::default_namespaced(cluster.client.clone());
        let mut stream = Box::pin(watcher::watcher(maps.clone(), config.any_semantic()));
        let mut names = Vec::new();
        while names.len() < 2 {
            let event = tokio::time::timeout(Duration::from_secs(30), stream.try_next())
                .await
                .unwrap()
                .unwrap()
                .unwrap();
            match event {
                watcher::Event::InitApply(map) | watcher::Event::Apply(map) => names.push(map.name_any()),
                watcher::Event::InitDone => {
                    let body = serde_json::from_value(json!({ "metadata": { "name": "new" } })).unwrap();
                    maps.create(&PostParams::default(), &body).await.unwrap();
                }
                watcher::Event::Init | watcher::Event::Delete(_) => {}
            }
        }
        assert_eq!(names, ["kube-root-ca.crt", "new"]);
    }
}

/// A controller that makes a secret of every labelled config map, by server-side apply, and says so in an event.
#[tokio::test]
async fn a_controller_brings_things_in_line_again() {
    let cluster = Cluster::start().await;
    let client = cluster.client.clone();
    let maps: Api<ConfigMap> = Api::default_namespaced(client.clone());
    let secrets: Api<Secret> = Api::default_namespaced(client.clone());
    let recorder = Recorder::new(client.clone(), Reporter { controller: "tests".into(), instance: None });
    let context = Arc::new((secrets.clone(), recorder));
    let controller = Controller::new(maps.clone(), watcher::Config::default().labels("mirror=yes"))
        .owns(secrets.clone(), watcher::Config::default())
        .run(reconcile, |_, _, _| Action::requeue(Duration::from_millis(50)), context)
        .for_each(|_| async {});
    let controller = tokio::spawn(controller);
    let body = serde_json::from_value(json!({ "metadata": { "name": "a", "labels": { "mirror": "yes" } } }))
        .unwrap();
    maps.create(&PostParams::default(), &body).await.unwrap();
    let first = eventually(async || secrets.get_opt("a").await.unwrap()).await.unwrap();
    secrets.delete("a", &DeleteParams::default()).await.unwrap();
    let again =
        eventually(async || secrets.get_opt("a").await.unwrap().filter(|it| it.uid() != first.uid())).await;
    assert!(again.is_some(), "a deleted secret comes back");
    cluster
        .until("/api/v1/namespaces/default/events", "told", |it| it.to_string().contains("Mirrored"))
        .await;
    maps.delete("a", &DeleteParams::default()).await.unwrap();
    cluster.until_gone("/api/v1/namespaces/default/secrets/a").await;
    controller.abort();
}

async fn reconcile(
    map: Arc<ConfigMap>,
    context: Arc<(Api<Secret>, Recorder)>,
) -> Result<Action, kube::Error> {
    use kube::Resource;
    let (secrets, recorder) = &*context;
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret",
        "metadata": { "name": map.name_any(), "ownerReferences": [map.controller_owner_ref(&())] },
        "stringData": { "of": map.name_any() },
    });
    secrets.patch(&map.name_any(), &PatchParams::apply("tests").force(), &Patch::Apply(secret)).await?;
    let event = Event {
        type_: EventType::Normal,
        reason: "Mirrored".into(),
        note: None,
        action: "Mirror".into(),
        secondary: None,
    };
    recorder.publish(&event, &map.object_ref(&())).await?;
    Ok(Action::await_change())
}
