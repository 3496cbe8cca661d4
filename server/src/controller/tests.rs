//! The controller under faults of the API server, under a clock that is not real.

use std::time::Duration;

use serde_json::{Value, json};

use super::backoff;
use super::concerned::Concerned;
use super::requests::{LATE, PATIENCE, PLACES, SILENT};
use super::trial::{Fate, Trial, image, instance, pod};
use crate::crd::RESTARTED_AT;
use crate::objects::COPY_OF;
use crate::watch::Change;

fn restart(trial: &Trial, name: &str) {
    trial.change(&instance(name), |object| {
        object["metadata"]["annotations"] = json!({RESTARTED_AT: "2026-01-01T00:00:00Z"});
    });
}

fn uid(object: &Value) -> String {
    object["metadata"]["uid"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_status_that_was_not_stored_is_written_again_without_an_event() {
    for fate in [
        Fate::Answer(404),
        Fate::Answer(409),
        Fate::Answer(429),
        Fate::Answer(500),
        Fate::Lost,
        Fate::Silence,
    ] {
        let trial = Trial::start().await;
        trial.create("a-00001");
        trial
            .until("a pod", |trial| {
                !trial.status("a-00001")["activation"]["podUid"].as_str().unwrap_or_default().is_empty()
            })
            .await;
        let mut left = 6;
        trial.decide(move |method, path| {
            let is_hit = left > 0 && method == "PATCH" && path.ends_with("/status");
            left -= i32::from(is_hit);
            if is_hit { fate } else { Fate::Done }
        });
        trial.make_ready("a-00001");
        let took = trial.current("a-00001", "Active").await;
        // At most six waits, each after an answer that did not come.
        let waits: Duration = (1..=6).map(backoff::failure).sum();
        let most = waits * 5 / 4 + if matches!(fate, Fate::Silence) { 6 * PATIENCE } else { Duration::ZERO };
        let asked = trial.asked().len();
        assert!(took < most && asked <= 30, "{fate:?}: {took:?} of {most:?}, {asked} requests");
    }
}

#[tokio::test(start_paused = true)]
async fn conflicts_during_a_restart_make_exactly_one_new_pod() {
    for fate in [Fate::Answer(404), Fate::Answer(409), Fate::Answer(503), Fate::Lost, Fate::Silence] {
        let trial = Trial::start().await;
        trial.activate("a-00001").await;
        let before = uid(&trial.object(&pod("a-00001")));
        let end = tokio::time::Instant::now() + Duration::from_secs(3);
        trial.decide(move |method, path| {
            let is_hit = method == "PATCH" && path.ends_with("/status");
            if is_hit && tokio::time::Instant::now() < end { fate } else { Fate::Done }
        });
        restart(&trial, "a-00001");
        let is_new = |trial: &Trial| {
            let object = trial.object(&pod("a-00001"));
            let stored = &trial.status("a-00001")["activation"];
            !object.is_null() && uid(&object) != before && stored["podUid"] == uid(&object)
        };
        trial.until("another pod", is_new).await;
        trial.make_ready("a-00001");
        trial.current("a-00001", "Active").await;
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert_eq!(trial.made(&pod("a-00001")), 2, "{fate:?}: {:#?}", trial.asked());
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_carried_out_late_does_no_harm() {
    let late = Fate::Late(Duration::from_secs(15));
    let trial = Trial::start().await;
    trial.activate("a-00001").await;
    let mut writes = 0;
    trial.decide(move |method, path| {
        writes += i32::from(method == "PATCH" && path.ends_with("/status"));
        // That of the activation: the first one is about the pod that stops.
        if writes == 2 && path.ends_with("/status") { late } else { Fate::Done }
    });
    restart(&trial, "a-00001");
    tokio::time::sleep(Duration::from_secs(120)).await;
    let made = uid(&trial.object(&pod("a-00001")));
    assert_eq!(trial.status("a-00001")["activation"]["podUid"], made);

    trial.decide(
        move |method, path| {
            if method == "PATCH" && path.contains("/pods/") { late } else { Fate::Done }
        },
    );
    trial.create("b-00001");
    tokio::time::sleep(Duration::from_secs(12)).await;
    trial.change(&instance("b-00001"), |object| object["spec"]["desiredState"] = json!("Inactive"));
    trial.current("b-00001", "Inactive").await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(trial.made(&pod("b-00001")) > 0, "it came late");
    assert_eq!(trial.object(&pod("b-00001")), Value::Null);
    assert_eq!(trial.status("b-00001")["current"], "Inactive");
}

#[tokio::test(start_paused = true)]
async fn a_pod_that_went_with_its_instance_is_not_made_again() {
    let trial = Trial::start().await;
    trial.activate("a-00001").await;
    // Only the watch of the pods tells.
    trial.lose("a-00001");
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert!(trial.context.stores.instance("a-00001").is_some());
    assert_eq!(trial.made(&pod("a-00001")), 1);
}

#[tokio::test(start_paused = true)]
async fn two_servers_make_one_pod_and_say_each_transition_once() {
    let trial = Trial::start().await;
    trial.join().await;
    trial.activate("a-00001").await;
    restart(&trial, "a-00001");
    trial.current("a-00001", "Deploying").await;
    trial.until("a pod", |trial| !trial.object(&pod("a-00001")).is_null()).await;
    trial.make_ready("a-00001");
    trial.current("a-00001", "Active").await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    let events = trial.events("a-00001");
    assert_eq!((trial.made(&pod("a-00001")), events.len()), (2, trial.transitions()), "{events:#?}");
    trial.asked();
    trial.ring("a-00001");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(trial.asked(), []);
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_lasts_is_tried_ever_less_often_whatever_happens_meanwhile() {
    type Hits = fn(&str, &str) -> bool;
    let status: Hits = |method, path| method == "PATCH" && path.ends_with("/status");
    let pods: Hits = |method, path| method == "PATCH" && path.contains("/pods/");
    let all: Hits = |_, _| true;
    for (hits, fate) in [
        (status, Fate::Answer(409)),
        (status, Fate::Answer(403)),
        (status, Fate::Silence),
        (pods, Fate::Answer(409)),
        (pods, Fate::Answer(422)),
        (pods, Fate::Silence),
        (all, Fate::Answer(503)),
    ] {
        let trial = Trial::start().await;
        trial.decide(move |method, path| if hits(method, path) { fate } else { Fate::Done });
        trial.create("a-00001");
        for minute in 0..10 {
            for _ in 0..60 {
                trial.ring("a-00001");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            let asked = trial.asked();
            let most = if minute == 0 { 40 } else { 10 };
            assert!(asked.len() <= most, "{fate:?}, minute {minute}: {} {asked:#?}", asked.len());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_about_an_instance_that_did_not_change_asks_for_nothing() {
    let trial = Trial::start().await;
    trial.activate("a-00001").await;
    trial.create("b-00001");
    trial.change(&instance("b-00001"), |object| object["spec"]["desiredState"] = json!("Inactive"));
    trial.current("b-00001", "Inactive").await;
    // Nobody made its image.
    trial.create("c-00001");
    trial.change(&instance("c-00001"), |object| object["spec"]["image"] = json!("none"));
    trial.current("c-00001", "Error").await;
    // A name that its settings do not make up.
    trial.create("d-1");
    trial.current("d-1", "Error").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    trial.asked();
    for _ in 0..50 {
        for name in ["a-00001", "b-00001", "c-00001", "d-1"] {
            trial.ring(name);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(trial.asked(), []);
}

#[tokio::test(start_paused = true)]
async fn instances_whose_writes_hang_keep_nobody_waiting_and_say_so() {
    let trial = Trial::start().await;
    trial.decide(
        |method, path| {
            if method == "PATCH" && path.contains("/pods/slow") { Fate::Silence } else { Fate::Done }
        },
    );
    (0..200).for_each(|n| trial.create(&format!("slow-{n:05}")));
    trial.create("well-00001");
    let took = trial.until("a pod", |trial| !trial.object(&pod("well-00001")).is_null()).await;
    assert!(took < Duration::from_secs(3), "{took:?}");
    trial.current("slow-00007", "Error").await;
    let said = trial.status("slow-00007")["sentence"].clone();
    assert_eq!(
        said,
        "The API server did not answer the write of the Pod within 10 seconds; Slipway tries again."
    );
    trial.decide(|_, _| Fate::Done);
    trial.until("a pod", |trial| !trial.object(&pod("slow-00007")).is_null()).await;
    trial.make_ready("slow-00007");
    trial.current("slow-00007", "Active").await;
}

#[tokio::test(start_paused = true)]
async fn however_many_requests_hang_connections_have_an_end() {
    let trial = Trial::start().await;
    trial.decide(
        |method, path| {
            if method == "PATCH" && path.contains("/pods/slow") { Fate::Silence } else { Fate::Done }
        },
    );
    (0..450).for_each(|n| trial.create(&format!("slow-{n:05}")));
    tokio::time::sleep(Duration::from_secs(15)).await;
    let first = trial.most_open();
    assert!(first > SILENT && first <= PLACES + LATE + SILENT, "at first: {first}");
    tokio::time::sleep(Duration::from_secs(10)).await;
    trial.most_open();
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(trial.most_open(), SILENT);
    // Those whose requests are answered do not wait for them.
    trial.create("well-00001");
    let took = trial.until("a pod", |trial| !trial.object(&pod("well-00001")).is_null()).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    trial.decide(|_, _| Fate::Done);
    let all = |trial: &Trial| (0..450).all(|n| !trial.object(&pod(&format!("slow-{n:05}"))).is_null());
    trial.until("all pods", all).await;
}

#[tokio::test(start_paused = true)]
async fn what_waits_because_of_the_cluster_goes_on_when_it_works_again_or_is_another() {
    type Hits = fn(&str, &str) -> bool;
    let all: Hits = |_, _| true;
    let pods: Hits = |method, path| method == "PATCH" && path.contains("/pods/");
    for (hits, code, is_restored) in [(all, 503, false), (all, 503, true), (pods, 422, true)] {
        let trial = Trial::start().await;
        trial.decide(move |method, path| if hits(method, path) { Fate::Answer(code) } else { Fate::Done });
        trial.context.link.look().await;
        (0..50).for_each(|n| trial.create(&format!("a-{n:05}")));
        tokio::time::sleep(Duration::from_secs(1000)).await;
        trial.decide(|_, _| Fate::Done);
        if is_restored {
            trial.go_back();
        }
        trial.context.link.look().await;
        let all = |trial: &Trial| (0..50).all(|n| !trial.object(&pod(&format!("a-{n:05}"))).is_null());
        let took = trial.until("all pods", all).await;
        assert!(took < Duration::from_secs(3), "{code}, restored {is_restored}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_of_credentials_concerns_its_own_instance_and_no_other() {
    let trial = Trial::start().await;
    trial.decide(|_, _| Fate::Answer(503));
    // The credentials of the second one's image bear the name of the first one's copy: a search would find it.
    for (name, credentials) in [("a-00001", "pull"), ("b-00001", "a-00001")] {
        let spec = json!({"agentImage": "example.com/agent:1", "registryCredentials": credentials});
        trial.put(
            &image(credentials),
            json!({"apiVersion": "slipway.dev/v1alpha1", "kind": "AgentImage",
                "metadata": {"name": credentials}, "spec": spec}),
        );
        trial.create(name);
        trial.change(&instance(name), |object| object["spec"]["image"] = json!(credentials));
    }
    let secret = |name: &str, is_copy: bool| {
        let owner =
            json!({"apiVersion": "slipway.dev/v1alpha1", "kind": "AgentInstance", "name": name, "uid": "u"});
        let metadata = if is_copy {
            json!({"name": name, "annotations": {COPY_OF: "pull"}, "ownerReferences": [owner]})
        } else {
            json!({"name": name})
        };
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata})
    };
    let path = |name: &str| format!("/api/v1/namespaces/slipway/secrets/{name}");
    let mut concerned = Concerned::new(trial.context.stores.clone());
    let mut check = |name: &str, is_copy: Option<bool>, expected: &[&str]| {
        match is_copy {
            Some(is_copy) => trial.put(&path(name), secret(name, is_copy)),
            None => trial.remove(&path(name)),
        }
        let found = concerned.by(Change::Secret(name.to_owned()));
        let mut found: Vec<String> = found.into_iter().map(|found| found.name).collect();
        found.sort();
        assert_eq!(found, expected, "{name} {is_copy:?}");
    };
    check("pull", Some(false), &["a-00001", "pull"]);
    check("a-00001", Some(true), &["a-00001"]);
    check("a-00001", None, &["a-00001"]);
    check("a-00001", Some(false), &["a-00001", "b-00001"]);
    check("a-00001", Some(true), &["a-00001"]);
    check("a-00001", Some(false), &["a-00001", "b-00001"]);
    check("a-00001", None, &["a-00001", "b-00001"]);
    check("pull", None, &["a-00001", "pull"]);
}
