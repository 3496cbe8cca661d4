//! Faults of watches.

use std::time::Duration;

use axum::body::Body;
use futures::{StreamExt, poll};
use serde_json::{Value, json};
use slipway_sandbox::Options;

use super::config_map;
use crate::support::{CONFIG_MAPS, Cluster, fast, lines_until};

const WATCH: &str = "/api/v1/namespaces/default/configmaps?watch=1&labelSelector=of";

/// The version from which a watch has all that is still to come.
async fn now(cluster: &Cluster) -> String {
    cluster.get(CONFIG_MAPS).await["metadata"]["resourceVersion"].as_str().unwrap().to_owned()
}

async fn watch(cluster: &Cluster, from: &str) -> Body {
    cluster.open("GET", &format!("{WATCH}&resourceVersion={from}"), &[], Vec::new()).await.1
}

/// Makes, changes and deletes a config map.
async fn change(cluster: &Cluster, name: &str) {
    let path = format!("{CONFIG_MAPS}/{name}");
    cluster.create(CONFIG_MAPS, config_map(name)).await;
    cluster.send_as("PATCH", &path, "application/merge-patch+json", json!({ "data": { "x": "1" } })).await;
    cluster.send("DELETE", &path, Value::Null).await;
}

fn short(line: &str) -> String {
    let event: Value = serde_json::from_str(line).unwrap();
    let name = event["object"]["metadata"]["name"].as_str().unwrap_or("-");
    let data = if event["object"]["data"].is_null() { "" } else { " changed" };
    format!("{} {name}{data}", event["type"].as_str().unwrap())
}

#[tokio::test]
async fn a_watch_that_expires_ends_or_says_nonsense_is_over() {
    let cluster = Cluster::start().await;
    for (orders, expected) in
        [("watch-expired", "\"code\":410"), ("watch-ends", ""), ("watch-garbage", "<html>")]
    {
        cluster.ordered(orders).await;
        let (code, body) = cluster.attempt("GET", WATCH, Value::Null).await.unwrap();
        assert_eq!((code, body.contains(expected)), (200, true), "{orders}: {body}");
        assert_eq!(body.is_empty(), expected.is_empty(), "{orders}: {body}");
    }
}

/// Orders, and what is told when `a` is made, changed and deleted, and then `end` is made.
const TOLD: &[(&str, &[&str])] = &[
    ("", &["ADDED a", "MODIFIED a changed", "DELETED a changed", "ADDED end"]),
    ("watch-swallows name=a", &["ADDED end"]),
    ("watch-swallows name=a change=deleted", &["ADDED a", "MODIFIED a changed", "ADDED end"]),
    ("watch-swallows change=added each=2", &["ADDED a", "MODIFIED a changed", "DELETED a changed"]),
    (
        "watch-twice name=a change=added",
        &["ADDED a", "ADDED a", "MODIFIED a changed", "DELETED a changed", "ADDED end"],
    ),
    (
        "watch-older change=modified",
        &[
            "ADDED a",
            "MODIFIED a changed",
            "MODIFIED a",
            "MODIFIED a changed",
            "DELETED a changed",
            "ADDED end",
        ],
    ),
];

#[tokio::test]
async fn changes_are_not_told_told_twice_or_told_out_of_order() {
    for (orders, expected) in TOLD {
        let cluster = Cluster::start().await;
        cluster.ordered(orders).await;
        let body = watch(&cluster, &now(&cluster).await).await;
        change(&cluster, "a").await;
        cluster.create(CONFIG_MAPS, config_map("end")).await;
        cluster.ordered("").await;
        // Told again without a fault, it is the last.
        cluster.create(CONFIG_MAPS, config_map("last")).await;
        let mut lines = lines_until(body, |line| line.contains("\"last\"")).await;
        lines.pop();
        assert_eq!(lines.iter().map(|line| short(line)).collect::<Vec<_>>(), *expected, "{orders}");
    }
}

#[tokio::test]
async fn a_watch_breaks_in_the_middle_of_an_event() {
    let cluster = Cluster::start().await;
    cluster.ordered("watch-cut").await;
    let body = watch(&cluster, &now(&cluster).await).await;
    cluster.create(CONFIG_MAPS, config_map("a")).await;
    let pieces: Vec<_> = body.into_data_stream().collect().await;
    let sent: Vec<u8> = pieces.iter().flatten().flatten().copied().collect();
    assert!(sent.starts_with(b"{\"") && !sent.ends_with(b"\n"), "{}", String::from_utf8_lossy(&sent));
    assert!(pieces.last().unwrap().is_err(), "the end is no clean one");
}

#[tokio::test]
async fn an_open_watch_falls_silent_and_a_new_one_works() {
    let cluster = Cluster::start().await;
    let from = now(&cluster).await;
    let mut old = watch(&cluster, &from).await.into_data_stream();
    cluster.ordered("watch-silent").await;
    change(&cluster, "a").await;
    let new = watch(&cluster, &from).await;
    let lines = lines_until(new, |line| line.contains("DELETED")).await;
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(poll!(old.next()).is_pending());
    cluster.ordered("").await;
    change(&cluster, "b").await;
    assert!(poll!(old.next()).is_pending(), "what was forgotten on the way stays forgotten");
}

#[tokio::test]
async fn a_frozen_watch_goes_on_where_it_was() {
    let cluster = Cluster::start().await;
    let mut body = watch(&cluster, &now(&cluster).await).await.into_data_stream();
    cluster.ordered("frozen resource=configmaps verb=watch").await;
    change(&cluster, "a").await;
    assert!(poll!(body.next()).is_pending());
    cluster.ordered("").await;
    let lines = lines_until(Body::from_stream(body), |line| line.contains("DELETED")).await;
    assert_eq!(lines.len(), 3, "{lines:?}");
}

#[tokio::test]
async fn bookmarks_are_missing() {
    let cluster = Cluster::with(Options { bookmark_every: Duration::from_millis(20), ..fast() }).await;
    let path = format!("{WATCH}&allowWatchBookmarks=true&resourceVersion={}", now(&cluster).await);
    let before = cluster.lines_until(&path, |line| line.contains("BOOKMARK")).await;
    assert_eq!(before.len(), 1, "{before:?}");
    cluster.ordered("watch-no-bookmarks").await;
    let lines = cluster.lines_until(&format!("{path}&timeoutSeconds=1"), |_| false).await;
    assert_eq!(lines, Vec::<String>::new());
}
