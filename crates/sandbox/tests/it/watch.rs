//! Watches: from a revision on, bookmarks, selections, and history that is gone.

use std::time::Duration;

use futures::StreamExt;
use serde_json::{Value, json};
use slipway_sandbox::Options;

use crate::support::{CONFIG_MAPS, Cluster, fast};

/// The events of a watch, shortened to type and name, up to the given count.
async fn seen(cluster: &Cluster, query: &str, count: usize) -> Vec<String> {
    let counter = std::cell::Cell::new(0);
    let lines = cluster
        .lines_until(
            &format!("{CONFIG_MAPS}?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt&{query}"),
            |_| {
                counter.set(counter.get() + 1);
                counter.get() == count
            },
        )
        .await;
    lines.iter().map(|line| short(&serde_json::from_str(line).unwrap())).collect()
}

fn short(event: &Value) -> String {
    let name = event["object"]["metadata"]["name"].as_str().unwrap_or("-");
    format!("{} {name}", event["type"].as_str().unwrap())
}

async fn change(cluster: &Cluster, name: &str, labels: Value) -> String {
    let body =
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name, "labels": labels } });
    let answer = cluster.apply(&format!("{CONFIG_MAPS}/{name}"), "me", body).await;
    answer.body["metadata"]["resourceVersion"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_watch_resumes_where_it_was_told() {
    let cluster = Cluster::start().await;
    change(&cluster, "a", json!({})).await;
    let revision = change(&cluster, "b", json!({})).await;
    change(&cluster, "b", json!({ "x": "1" })).await;
    change(&cluster, "c", json!({})).await;
    cluster.send("DELETE", &format!("{CONFIG_MAPS}/a"), Value::Null).await;
    let resumed = seen(&cluster, &format!("resourceVersion={revision}"), 3).await;
    assert_eq!(resumed, ["MODIFIED b", "ADDED c", "DELETED a"]);
    assert_eq!(
        seen(&cluster, "", 2).await,
        ["ADDED b", "ADDED c"],
        "without a revision it begins with what is there"
    );
    assert_eq!(seen(&cluster, "resourceVersion=0", 2).await, ["ADDED b", "ADDED c"]);
}

#[tokio::test]
async fn a_watch_delivers_what_happens_while_it_is_open() {
    let cluster = Cluster::start().await;
    let (events, ()) = tokio::join!(seen(&cluster, "", 3), async {
        change(&cluster, "a", json!({})).await;
        change(&cluster, "a", json!({ "x": "1" })).await;
        cluster.send("DELETE", &format!("{CONFIG_MAPS}/a"), Value::Null).await;
    });
    // The watch may open after the first changes, and then begins with their result.
    assert_eq!(events.last().map(String::as_str), Some("DELETED a"), "{events:?}");
}

#[tokio::test]
async fn an_object_that_leaves_the_selection_is_deleted_from_the_watch() {
    let cluster = Cluster::start().await;
    let revision = change(&cluster, "a", json!({ "team": "red" })).await;
    change(&cluster, "a", json!({ "team": "blue" })).await;
    change(&cluster, "a", json!({ "team": "red" })).await;
    let red = seen(&cluster, &format!("labelSelector=team%3Dred&resourceVersion={revision}"), 2).await;
    assert_eq!(red, ["DELETED a", "ADDED a"]);
}

#[tokio::test]
async fn a_revision_that_history_lost_has_expired() {
    let cluster = Cluster::with(Options { history: 5, ..fast() }).await;
    for number in 0..10 {
        change(&cluster, "a", json!({ "n": number.to_string() })).await;
    }
    let lines = cluster.lines_until(&format!("{CONFIG_MAPS}?watch=1&resourceVersion=2"), |_| false).await;
    let [line] = lines.as_slice() else { panic!("one event and the end: {lines:?}") };
    let event: Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&event["type"], &event["object"]["code"], &event["object"]["reason"]),
        (&json!("ERROR"), &json!(410), &json!("Expired"))
    );
    let message = event["object"]["message"].as_str().unwrap();
    assert!(message.starts_with("too old resource version: 2 ("), "{message}");
}

#[tokio::test]
async fn bookmarks_tell_an_idle_watch_how_far_it_is() {
    let cluster = Cluster::with(Options { bookmark_every: Duration::from_millis(50), ..fast() }).await;
    let revision = change(&cluster, "a", json!({})).await;
    let lines = cluster
        .lines_until(
            &format!("{CONFIG_MAPS}?watch=1&allowWatchBookmarks=true&resourceVersion={revision}"),
            |line| line.contains("BOOKMARK"),
        )
        .await;
    let bookmark: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
    let reached: u64 = bookmark["object"]["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap();
    assert!(reached >= revision.parse().unwrap(), "{bookmark}");
    let unasked = cluster
        .lines_until(&format!("{CONFIG_MAPS}?watch=1&timeoutSeconds=1&resourceVersion={reached}"), |_| false)
        .await;
    assert_eq!(unasked, Vec::<String>::new(), "who does not ask gets none, and the watch ends in time");
}

#[tokio::test]
async fn a_watch_can_begin_with_what_is_there_and_say_when_that_ends() {
    let cluster = Cluster::start().await;
    change(&cluster, "a", json!({})).await;
    let query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    let lines = cluster
        .lines_until(&format!("{CONFIG_MAPS}?watch=1&{query}"), |line| line.contains("BOOKMARK"))
        .await;
    let events: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        events.iter().map(short).collect::<Vec<_>>(),
        ["ADDED a", "ADDED kube-root-ca.crt", "BOOKMARK -"]
    );
    assert_eq!(events[2]["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
}

/// The end of a watch is what is asked for, and shortly before it the version is told once more.
#[tokio::test(start_paused = true)]
async fn a_watch_ends_in_time_and_tells_its_version_before() {
    let cluster = Cluster::start().await;
    let revision = change(&cluster, "a", json!({})).await;
    let path = format!(
        "{CONFIG_MAPS}?watch=1&allowWatchBookmarks=true&resourceVersion={revision}&timeoutSeconds=130"
    );
    let begin = tokio::time::Instant::now();
    let (_, body) = cluster.open("GET", &path, &[], Vec::new()).await;
    let mut told = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        assert!(String::from_utf8_lossy(&piece.unwrap()).contains("BOOKMARK"));
        told.push(begin.elapsed().as_secs());
    }
    assert_eq!((told, begin.elapsed().as_secs()), (vec![60, 120, 128], 130));
}

#[tokio::test]
async fn a_watch_of_a_version_that_is_still_to_come_says_nothing_until_then() {
    let cluster = Cluster::with(Options { bookmark_every: Duration::from_millis(20), ..fast() }).await;
    let revision: u64 = change(&cluster, "a", json!({})).await.parse().unwrap();
    let query = format!("allowWatchBookmarks=true&resourceVersion={}", revision + 1_000);
    let lines =
        cluster.lines_until(&format!("{CONFIG_MAPS}?watch=1&timeoutSeconds=1&{query}"), |_| false).await;
    assert_eq!(lines, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_of_a_version_that_does_not_come_is_told_so() {
    let cluster = Cluster::start().await;
    let initial = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=9999";
    let lines = cluster.lines_until(&format!("{CONFIG_MAPS}?{initial}"), |_| false).await;
    let event: Value = serde_json::from_str(&lines[0]).unwrap();
    let list = cluster.send("GET", &format!("{CONFIG_MAPS}?resourceVersion=9999"), Value::Null).await;
    let one = cluster.send("GET", &format!("{CONFIG_MAPS}/a?resourceVersion=9999"), Value::Null).await;
    assert_eq!((lines.len(), &event["type"], list.code, one.code), (1, &json!("ERROR"), 504, 504));
    for status in [&event["object"], &list.body, &one.body] {
        let message = status["message"].as_str().unwrap();
        assert!(message.starts_with("Timeout: Too large resource version: 9999, current: "), "{message}");
        assert_eq!((&status["code"], &status["reason"]), (&json!(504), &json!("Timeout")));
        let cause = json!([{ "reason": "ResourceVersionTooLarge", "message": "Too large resource version" }]);
        let details = &status["details"];
        assert_eq!((&details["causes"], &details["retryAfterSeconds"]), (&cause, &json!(1)));
    }
}

#[tokio::test]
async fn a_dropped_sandbox_listens_no_more() {
    let Cluster { sandbox, client: _ } = Cluster::start().await;
    let address = sandbox.url().replace("http://", "");
    drop(sandbox);
    let refused = async || tokio::net::TcpStream::connect(&address).await.err();
    assert!(crate::support::eventually(refused).await.is_some());
}

#[tokio::test]
async fn stopping_ends_open_watches() {
    let Cluster { sandbox, client } = Cluster::start().await;
    let request =
        axum::http::Request::get(format!("{CONFIG_MAPS}?watch=1")).body(kube::client::Body::empty()).unwrap();
    let response = client.send(request).await.unwrap();
    let body = axum::body::Body::new(response.into_body());
    let reading = crate::support::lines_until(body, |_| false);
    let (lines, ()) =
        tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(reading, sandbox.stop()) })
            .await
            .expect("the watch and the server end");
    assert_eq!(lines.len(), 1, "{lines:?}");
}
