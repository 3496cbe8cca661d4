//! `/instances/{name}/events`

use slipway_core::api::{Current, EventView};

use crate::support::{Scene, preset};

#[tokio::test(flavor = "multi_thread")]
async fn every_transition_is_an_event_beside_those_of_the_pod() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    scene.tell(&view.name, "stop").await;
    let mut live = scene.live().await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    let path = format!("/instances/{}/events", view.name);
    let events = async || scene.client.get(&path).await.read::<Vec<EventView>>();
    let instance = format!("AgentInstance/{}", view.name);
    // The event comes after the status, and the watch after the event.
    while !events().await.iter().any(|event| event.object == instance && event.reason == "Inactive") {
        tokio::task::yield_now().await;
    }
    let events = events().await;
    let own: Vec<&str> =
        events.iter().filter(|event| event.object == instance).map(|event| event.reason.as_str()).collect();
    assert_eq!((own.first(), own.last()), (Some(&"Created"), Some(&"Inactive")), "{own:?}");
    assert!(own.contains(&"Active"), "{own:?}");
    let scheduled = events.iter().find(|event| event.reason == "Scheduled").expect("the scheduler's event");
    assert_eq!((scheduled.object.clone(), scheduled.kind.as_str()), (format!("Pod/{}", view.name), "Normal"));
    assert!(events.iter().all(|event| !event.first.is_empty() && !event.last.is_empty() && event.count > 0));
}
