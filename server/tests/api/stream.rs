//! `/stream`

use slipway_core::api::{Current, Live};
use slipway_server::live::{Hub, Message, Position};

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
    let missed = async |number: u64| {
        let id = hub.id(&Message { id: number, json: "".into() });
        hub.subscribe(Position::parse(&id).as_ref()).await.first
    };
    let numbers = |messages: &[Message]| messages.iter().map(|message| message.id).collect::<Vec<_>>();
    let everything = missed(1).await;
    assert_eq!(numbers(&everything), [2000]);
    assert!(everything[0].json.contains("\"snapshot\""), "{}", everything[0].json);
    assert_eq!(numbers(&missed(1997).await), [1998, 1999, 2000]);
    assert!(missed(2000).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_ends_while_somebody_listens() {
    let scene = Scene::start().await;
    let mut live = scene.live().await;
    live.next().await;
    let ended = tokio::time::timeout(std::time::Duration::from_secs(60), scene.running.stop());
    ended.await.expect("an open stream does not keep the server");
}
