//! What an order says: whom it hits, how often and how long; what cannot be said; and that it can always be taken back.

use futures::poll;
use serde_json::{Value, json};

use super::{FAULTS, NAMESPACE, config_map};
use crate::support::{CONFIG_MAPS, Cluster, PODS};

#[tokio::test]
async fn what_cannot_be_ordered_is_refused_with_all_that_is_wrong() {
    let cluster = Cluster::start().await;
    let refused = cluster.order("sleepy; slow delay=soon; rollback").await;
    assert_eq!((refused.code, &refused.body["reason"]), (422, &json!("Invalid")));
    let causes = refused.body["details"]["causes"].as_array().unwrap();
    let said: Vec<&str> = causes.iter().map(|it| it["message"].as_str().unwrap()).collect();
    for part in [
        "there is no fault \"sleepy\"; there are watch-gone (",
        "slow: delay: \"soon\"",
        "rollback: there is no checkpoint",
    ] {
        assert!(said.iter().any(|said| said.contains(part)), "{part}: {said:?}");
    }
    assert_eq!(causes[0]["field"], format!("metadata.annotations[{FAULTS}]"));
    cluster.get(CONFIG_MAPS).await;
}

/// Orders, and the codes that these requests get, one after the other: list pods, list config maps, get config map
/// ab, get config map b, list the pods of another namespace, list all pods, version.
const HIT: &[(&str, [u16; 7])] = &[
    ("fails", [500, 500, 500, 500, 200, 200, 200]),
    ("fails scope=cluster", [500; 7]),
    ("fails resource=pods,secrets", [500, 200, 200, 200, 200, 200, 200]),
    ("fails resource=/version scope=cluster", [200, 200, 200, 200, 200, 200, 500]),
    ("fails verb=get", [200, 200, 500, 500, 200, 200, 200]),
    ("fails name=a*", [200, 200, 500, 200, 200, 200, 200]),
    ("fails name=b", [200, 200, 200, 500, 200, 200, 200]),
    ("fails count=2", [500, 500, 200, 200, 200, 200, 200]),
    ("fails each=2", [200, 500, 200, 500, 200, 200, 200]),
    ("fails each=3 count=1 verb=get,list", [200, 200, 500, 200, 200, 200, 200]),
    ("fails after=60m", [200; 7]),
    ("fails spare=tests", [200; 7]),
    ("fails spare=kubectl", [500, 500, 500, 500, 200, 200, 200]),
    (
        "fails resource=pods code=503; fails resource=configmaps verb=list code=504",
        [503, 504, 200, 200, 200, 200, 200],
    ),
];

#[tokio::test]
async fn an_order_hits_whom_it_names() {
    let cluster = Cluster::start().await;
    for name in ["ab", "b"] {
        cluster.create(CONFIG_MAPS, config_map(name)).await;
    }
    let paths = [
        PODS.to_owned(),
        CONFIG_MAPS.to_owned(),
        format!("{CONFIG_MAPS}/ab"),
        format!("{CONFIG_MAPS}/b"),
        "/api/v1/namespaces/kube-system/pods".to_owned(),
        "/api/v1/pods".to_owned(),
        "/version".to_owned(),
    ];
    for (orders, expected) in HIT {
        cluster.ordered(orders).await;
        let mut found = Vec::new();
        for path in &paths {
            found.push(cluster.send("GET", path, Value::Null).await.code);
        }
        assert_eq!(found, expected, "{orders}");
        cluster.ordered("").await;
    }
}

#[tokio::test]
async fn an_order_begins_and_ends_in_its_time() {
    let cluster = Cluster::start().await;
    cluster.ordered("fails after=100ms for=100ms resource=pods").await;
    cluster.until_code("GET", PODS, 500).await;
    cluster.until_code("GET", PODS, 200).await;
}

#[tokio::test]
async fn a_cluster_that_stands_still_can_be_woken_and_goes_on() {
    let cluster = Cluster::start().await;
    cluster.ordered("frozen").await;
    let mut create = std::pin::pin!(cluster.attempt("POST", CONFIG_MAPS, config_map("a")));
    let mut version = std::pin::pin!(cluster.attempt("GET", "/version", Value::Null));
    for _ in 0..3 {
        assert!(poll!(create.as_mut()).is_pending() && poll!(version.as_mut()).is_pending());
        // What `kubectl annotate` needs.
        for path in ["/api", "/apis", "/api/v1", NAMESPACE] {
            cluster.get(path).await;
        }
    }
    cluster.ordered("").await;
    assert_eq!(create.await.unwrap().0, 201, "what was asked in the meantime is done");
    assert_eq!(version.await.unwrap().0, 200);
}

#[tokio::test]
async fn orders_go_with_their_namespace() {
    let cluster = Cluster::start().await;
    let body = json!({ "metadata": { "name": "short", "annotations": { FAULTS: "fails scope=cluster" } } });
    cluster.create("/api/v1/namespaces", body).await;
    assert_eq!(cluster.send("GET", CONFIG_MAPS, Value::Null).await.code, 500);
    cluster.send("DELETE", "/api/v1/namespaces/short", Value::Null).await;
    cluster.until_code("GET", CONFIG_MAPS, 200).await;
}

#[tokio::test]
async fn requests_are_counted_by_verb_and_resource() {
    let cluster = Cluster::start().await;
    cluster.ordered("fails resource=pods").await;
    for _ in 0..3 {
        cluster.send("GET", PODS, Value::Null).await;
    }
    cluster.create(CONFIG_MAPS, config_map("a")).await;
    drop(cluster.open("GET", &format!("{CONFIG_MAPS}?watch=1"), &[], Vec::new()).await);
    cluster.get("/version").await;
    let found = cluster.get("/debug/requests").await;
    let expected = [
        ("list pods", 3),
        ("create configmaps", 1),
        ("watch configmaps", 1),
        ("get /version", 1),
        ("patch namespaces", 1),
    ];
    for (request, count) in expected {
        assert_eq!(found[request], count, "{request}: {found}");
    }
}
