//! Connections that do nothing, and browsers that lead other sites here.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use slipway_sandbox::CONNECTIONS;

use crate::support::{CONFIG_MAPS, Cluster};

/// What somebody sends who never comes to the end of a request's head.
const UNFINISHED: &[&str] = &[
    "",
    "GET /vers",
    "GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    "GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
];

#[tokio::test(start_paused = true)]
async fn connections_that_do_nothing_are_closed() {
    let cluster = Cluster::start().await;
    let address = cluster.sandbox.url().replace("http://", "");
    for text in UNFINISHED {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        // The last of them has its answer, and then asks no more.
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(text.ends_with("\r\n\r\n"), answer.starts_with(b"HTTP/1.1 200"), "{text:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_nothing_gives_its_place_up() {
    let cluster = Cluster::start().await;
    let address = cluster.sandbox.url().replace("http://", "");
    let mut idle = Vec::new();
    for turn in 0..2 * CONNECTIONS {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(UNFINISHED[turn % UNFINISHED.len()].as_bytes()).await.unwrap();
        idle.push(stream);
    }
    let before = tokio::time::Instant::now();
    cluster.get(CONFIG_MAPS).await;
    assert!(before.elapsed().as_secs() < 30, "it did not wait for their time to be over");
}

#[tokio::test]
async fn more_connections_than_there_are_places_wait_for_one() {
    let cluster = Cluster::start().await;
    let address = cluster.sandbox.url().replace("http://", "");
    let mut watches = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let watch = format!("GET {CONFIG_MAPS}?watch=true HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        stream.write_all(watch.as_bytes()).await.unwrap();
        // It is answered.
        assert!(stream.read(&mut [0; 12]).await.unwrap() > 0);
        watches.push(stream);
    }
    let mut late = std::pin::pin!(cluster.get(CONFIG_MAPS));
    for _ in 0..100 {
        assert!(futures::poll!(late.as_mut()).is_pending());
        tokio::task::yield_now().await;
    }
    watches.clear();
    late.await;
}

#[tokio::test]
async fn answers_to_browsers_stay_with_their_own_site() {
    let cluster = Cluster::start().await;
    for site in ["none", "cross-site"] {
        let request = axum::http::Request::get("/version").header("sec-fetch-site", site);
        let answer = cluster.client.send(request.body(kube::client::Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), if site == "none" { 200 } else { 403 });
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let cluster = Cluster::start().await;
    let answer = cluster.send("POST", CONFIG_MAPS, Value::from("x".repeat(4 * 1024 * 1024))).await;
    assert_eq!(
        (answer.code, answer.body["message"].as_str()),
        (413, Some("Request entity too large: limit is 3145728"))
    );
}
