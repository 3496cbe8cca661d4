//! Faults of requests.

use futures::{StreamExt, poll};
use serde_json::{Value, json};

use super::config_map;
use crate::support::{CONFIG_MAPS, Cluster};

/// Orders, a request, and what its answer is: its code and a part of its body.
const ANSWERED: &[(&str, &str, &str, u16, &str)] = &[
    (
        "watch-gone resource=configmaps",
        "GET",
        "/api/v1/namespaces/default/configmaps?watch=1",
        410,
        "\"reason\":\"Expired\"",
    ),
    (
        "too-many retry-after=7",
        "GET",
        "/api/v1/namespaces/default/pods",
        429,
        "Too many requests, please try again later.",
    ),
    ("fails", "GET", "/api/v1/namespaces/default/pods", 500, "etcdserver: leader changed"),
    ("fails code=502", "GET", "/api/v1/namespaces/default/pods", 502, "<script>"),
    ("fails code=503", "GET", "/api/v1/namespaces/default/pods", 503, "\"reason\":\"ServiceUnavailable\""),
    ("fails code=504", "GET", "/api/v1/namespaces/default/pods", 504, "\"reason\":\"Timeout\""),
    (
        "conflict",
        "DELETE",
        "/api/v1/namespaces/default/configmaps/a",
        409,
        "the object has been modified; please apply",
    ),
    (
        "forbidden verb=list",
        "GET",
        "/api/v1/namespaces/default/pods",
        403,
        "pods is forbidden: User \\\"sandbox\\\" cannot list resource \\\"pods\\\" in API group \\\"\\\" in the namespace \\\"default\\\"",
    ),
    (
        "forbidden scope=cluster",
        "GET",
        "/version",
        403,
        "forbidden: User \\\"sandbox\\\" cannot get path \\\"/version\\\"",
    ),
    ("unauthorized", "GET", "/version", 401, "\"reason\":\"Unauthorized\""),
    ("unauthorized", "GET", "/api/v1/namespaces/kube-system", 401, "Unauthorized"),
];

#[tokio::test]
async fn requests_are_answered_as_ordered_and_rightly_again_when_the_order_is_gone() {
    let cluster = Cluster::start().await;
    cluster.create(CONFIG_MAPS, config_map("a")).await;
    for (orders, method, path, code, part) in ANSWERED {
        cluster.ordered(orders).await;
        let (found, body) = cluster.attempt(method, path, Value::Null).await.unwrap();
        assert_eq!(found, *code, "{orders}: {body}");
        assert!(body.contains(part), "{orders}: {body}");
        cluster.ordered("").await;
        let (code, _) = cluster.open("GET", path, &[], Vec::new()).await;
        assert_eq!(code, 200, "{orders}: {path}");
    }
}

#[tokio::test]
async fn who_is_told_to_come_back_is_told_when() {
    let cluster = Cluster::start().await;
    cluster.ordered("too-many retry-after=7").await;
    let request = axum::http::Request::get(CONFIG_MAPS).body(kube::client::Body::empty()).unwrap();
    let answer = cluster.client.send(request).await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_connection_that_is_reset_has_no_answer_and_nothing_was_done() {
    let cluster = Cluster::start().await;
    cluster.ordered("reset verb=create").await;
    cluster.attempt("POST", CONFIG_MAPS, config_map("a")).await.expect_err("no answer");
    cluster.ordered("").await;
    assert_eq!(cluster.send("GET", &format!("{CONFIG_MAPS}/a"), Value::Null).await.code, 404);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_was_done() {
    let cluster = Cluster::start().await;
    cluster.ordered("answer-lost").await;
    cluster.attempt("POST", CONFIG_MAPS, config_map("a")).await.expect_err("no answer");
    cluster.get(&format!("{CONFIG_MAPS}/a")).await;
}

#[tokio::test]
async fn a_request_that_hangs_is_neither_done_nor_answered_and_a_slow_one_is_late() {
    let cluster = Cluster::start().await;
    cluster.ordered("hang verb=create").await;
    let mut hangs = std::pin::pin!(cluster.attempt("POST", CONFIG_MAPS, config_map("a")));
    assert!(poll!(hangs.as_mut()).is_pending());
    // When it goes on, it does so before this is over.
    cluster.ordered("slow delay=100ms verb=list").await;
    cluster.get(CONFIG_MAPS).await;
    let mut slow = std::pin::pin!(cluster.get(CONFIG_MAPS));
    assert!(poll!(slow.as_mut()).is_pending());
    assert_eq!(cluster.send("GET", &format!("{CONFIG_MAPS}/a"), Value::Null).await.code, 404);
    assert!(poll!(slow.as_mut()).is_pending(), "what was asked later was answered first");
    slow.await;
    assert!(poll!(hangs.as_mut()).is_pending());
}

#[tokio::test]
async fn an_answer_drips() {
    let cluster = Cluster::start().await;
    cluster.ordered("drip delay=1ms verb=get").await;
    let (code, body) = cluster.open("GET", &format!("{CONFIG_MAPS}/nothing"), &[], Vec::new()).await;
    let pieces: Vec<_> = body.into_data_stream().map(Result::unwrap).collect().await;
    let text = pieces.iter().map(|it| std::str::from_utf8(it).unwrap()).collect::<String>();
    assert_eq!(code, 404);
    assert!(text.ends_with('}') && pieces.len() > 20, "{} pieces: {text}", pieces.len());
}

#[tokio::test]
async fn somebody_else_takes_what_is_applied() {
    let cluster = Cluster::start().await;
    let path = format!("{CONFIG_MAPS}/a");
    let mut body = config_map("a");
    body.as_object_mut()
        .unwrap()
        .extend([("apiVersion".into(), "v1".into()), ("kind".into(), "ConfigMap".into())]);
    cluster.apply(&path, "me", body.clone()).await;
    cluster.ordered("foreign-manager").await;
    let refused = cluster.apply(&path, "me", body.clone()).await;
    assert_eq!(refused.code, 409, "{}", refused.body);
    let message = refused.body["message"].as_str().unwrap();
    assert!(message.contains("conflict with \"somebody-else\""), "{message}");
    let forced = cluster.apply(&format!("{path}?force=true"), "me", body).await;
    assert_eq!((forced.code, &forced.body["metadata"]["labels"]["of"]), (200, &json!("the-test")));
}

#[tokio::test]
async fn pages_expire_or_come_all_at_once() {
    let cluster = Cluster::start().await;
    for name in ["a", "b", "c"] {
        cluster.create(CONFIG_MAPS, config_map(name)).await;
    }
    let first = cluster.get(&format!("{CONFIG_MAPS}?limit=1")).await;
    let token = first["metadata"]["continue"].as_str().unwrap();
    cluster.ordered("list-expired").await;
    let next = cluster.send("GET", &format!("{CONFIG_MAPS}?limit=1&continue={token}"), Value::Null).await;
    assert_eq!((next.code, &next.body["reason"]), (410, &json!("Expired")));
    assert_eq!(cluster.get(&format!("{CONFIG_MAPS}?limit=1")).await["items"].as_array().unwrap().len(), 1);
    cluster.ordered("list-whole").await;
    let whole = cluster.get(&format!("{CONFIG_MAPS}?limit=1&labelSelector=of")).await;
    assert_eq!(whole["items"].as_array().unwrap().len(), 3);
    assert!(whole["metadata"]["continue"].is_null(), "{whole}");
}
