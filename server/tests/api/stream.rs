//! `/stream`

use std::collections::BTreeMap;
use std::sync::Arc;

use slipway_core::api::{Current, Live};
use slipway_server::live::Hub;

use crate::support::{LiveClient, Scene, preset};

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_begins_with_everything_and_goes_on_with_changes() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let mut live = scene.live().await;
    assert!(matches!(live.next().await, Live::Snapshot(_)));
    assert_eq!(live.instances[&view.name].current, Current::Active);
    assert!(live.images.contains_key(&view.image_name));
    scene.tell(&view.name, "stop").await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    assert_eq!(live.snapshots, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_stream_brings_what_was_missed_and_nothing_else() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let mut first = scene.live().await;
    first.next().await;
    scene.tell(&view.name, "stop").await;
    scene.until(&view.name, "inactive", |view| view.current == Current::Inactive).await;

    let mut resumed = LiveClient::open(&scene.client, Some(&first.last_id)).await;
    resumed.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    assert_eq!(resumed.snapshots, 0);
    first.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    assert_eq!(first.last_id, resumed.last_id, "both saw the same messages under the same numbers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_another_run_or_of_the_future_gets_everything() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let (epoch, _) = live.last_id.rsplit_once('-').unwrap();
    for id in ["another-1", "nonsense", "", &format!("{epoch}-999999")] {
        let mut live = LiveClient::open(&scene.client, Some(id)).await;
        assert!(matches!(live.next().await, Live::Snapshot(_)), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_missed_too_much_gets_everything() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let mut cluster = live.cluster.clone().unwrap();
    let hub = Hub::new(cluster.clone());
    hub.set_ready();
    for turn in 0..2000 {
        cluster.reason = format!("{turn}.");
        hub.cluster(cluster.clone());
    }
    let next = async |number: u64| hub.next(Some(number)).await;
    let everything = next(1).await.unwrap();
    let text = String::from_utf8(everything.frame.to_vec()).unwrap();
    assert_eq!(everything.id, 2000);
    assert!(text.contains("\"snapshot\"") && text.contains("1999."), "{text}");
    assert_eq!(next(1997).await.map(|message| message.id), Some(1998));
    assert_eq!(next(2000).await.map(|message| message.id), None);
    assert_eq!(next(2001).await.map(|message| message.id), Some(2000), "a number of the future");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_fall_behind_share_a_snapshot_until_as_much_followed() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let mut cluster = live.cluster.clone().unwrap();
    let hub = Hub::new(cluster.clone());
    let (mut snapshots, mut said) = (BTreeMap::new(), 0);
    for turn in 0..3000 {
        cluster.reason = format!("{turn}.");
        hub.cluster(cluster.clone());
        let snapshot = hub.next(None).await.unwrap();
        said += hub.next(Some(turn)).await.unwrap().frame.len();
        let mut last = snapshot.id;
        snapshots.insert(last, snapshot.frame.len());
        while let Some(message) = hub.next(Some(last)).await {
            assert_eq!(message.id, last + 1, "the ring goes on where the snapshot ends");
            last = message.id;
        }
    }
    let kept: usize = snapshots.values().sum();
    assert!(kept <= said, "{} snapshots of {kept} bytes for messages of {said}", snapshots.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_come_at_once_get_one_snapshot_that_is_written_once() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let cluster = live.cluster.clone().unwrap();
    let hub = Arc::new(Hub::new(cluster.clone()));
    let clients: Vec<_> = (0..200)
        .map(|turn| {
            let (hub, mut cluster) = (hub.clone(), cluster.clone());
            cluster.reason = format!("{turn}.");
            tokio::spawn(async move {
                if turn % 50 == 0 {
                    hub.cluster(cluster);
                }
                hub.next(None).await.unwrap()
            })
        })
        .collect();
    let mut written = BTreeMap::new();
    for client in futures::future::join_all(clients).await {
        let message = client.unwrap();
        let place = message.frame.as_ptr() as usize;
        assert_eq!(*written.entry(message.id).or_insert(place), place, "number {}", message.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_ends_while_somebody_listens() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let ended = tokio::time::timeout(std::time::Duration::from_secs(60), scene.running.stop());
    ended.await.expect("an open stream does not keep the server");
}
