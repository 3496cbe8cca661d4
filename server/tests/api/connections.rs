//! Clients that hold connections: everybody else is answered, and what they hold goes back.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::routing::get;
use futures::{StreamExt, stream};
use slipway_core::api::{Problem, REQUEST_HEADER};
use slipway_server::connections::{Limits, serve};
use slipway_server::security::CONTENT_SECURITY_POLICY;
use slipway_server::serve::Settings;
use slipway_server::shutdown::Shutdown;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::{Client, LiveClient, Raw, Scene, preset, settings};

const HALF: [&[u8]; 4] = [b"", b"GET /api/v1/clu", b"GET / HTTP/1.1\r\nhost: localhost\r\nx-a: ", b"\r\n"];

async fn with_connections(connections: usize) -> Scene {
    Scene::with(Settings { connections: Some(connections), ..settings() }).await
}

/// Waits until `condition` holds.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_requests_beside_readers_keep_nobody_out() {
    const CONNECTIONS: usize = 280;
    let scene = with_connections(CONNECTIONS).await;
    let mut readers = Vec::new();
    for _ in 0..200 {
        let mut reader = LiveClient::open(&Client::new(&scene.url), None).await;
        reader.next().await;
        readers.push(reader);
    }
    let mut half = Vec::new();
    for turn in 0..400 {
        half.push(Raw::open(&scene.url, HALF[turn % HALF.len()]).await);
    }
    for _ in 0..50 {
        assert_eq!(Client::new(&scene.url).get("/clusters").await.status, 200);
    }
    let beyond = 200 + 400 - CONNECTIONS;
    until("those beyond the limit end", || half.iter().filter(|one| one.has_ended()).count() >= beyond).await;
    // The cluster is still reached, and every reader is still told.
    let view = scene.activate(&preset("bamboo-standalone")).await;
    for reader in &mut readers {
        reader.until("told", |live| live.instances.contains_key(&view.name)).await;
        assert_eq!(reader.snapshots, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_leave_connections_for_requests_that_end() {
    let scene = with_connections(8).await;
    let mut streams = Vec::new();
    for _ in 0..6 {
        streams.push(LiveClient::open(&Client::new(&scene.url), None).await);
    }
    for path in ["/stream", "/instances/any/logs"] {
        let refused = Client::new(&scene.url).get(path).await;
        refused.problem(503, "busy");
        assert!(!refused.header("retry-after").is_empty(), "{path}");
    }
    let health = Request::get("/healthz").body(String::new()).unwrap();
    assert_eq!(Client::new(&scene.url).send(health).await.status, 200);
    drop(streams.pop());
    let mut tries = 0;
    while Client::new(&scene.url).get("/instances/any/logs").await.status == 503 {
        tries += 1;
        assert!(tries < 10_000, "a place is never given back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_connection_is_at_work_one_more_is_told_so() {
    let scene = with_connections(4).await;
    let body = format!(
        "POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\n{REQUEST_HEADER}: 1\r\n\
         content-type: application/json\r\ncontent-length: 9\r\n\r\n{{"
    );
    let mut working = Vec::new();
    for _ in 0..4 {
        working.push(Raw::open(&scene.url, body.as_bytes()).await);
    }
    // A connection counts as being at work once its head was read.
    let answer = loop {
        let mut one =
            Raw::open(&scene.url, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                .await;
        let answer = one.rest().await;
        if !answer.is_empty() && !answer.starts_with("HTTP/1.1 200") {
            break answer;
        }
        working.retain(|one| !one.has_ended());
        while working.len() < 4 {
            working.push(Raw::open(&scene.url, body.as_bytes()).await);
        }
    };
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("retry-after: "), "{head}");
    assert!(head.contains(CONTENT_SECURITY_POLICY) && head.contains("connection: close"), "{head}");
    let problem: Problem = serde_json::from_str(body).unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (503, "busy"));
    drop(working);
    let mut answered = String::new();
    while !answered.starts_with("HTTP/1.1 200") {
        let mut one =
            Raw::open(&scene.url, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                .await;
        answered = one.rest().await;
    }
}

/// A server of connections alone, and the signal that ends it; its one route sends without an end and tells the test
/// when nobody listens any more.
async fn endless(limits: Limits) -> (String, Shutdown, mpsc::UnboundedReceiver<()>) {
    let (told, heard) = mpsc::unbounded_channel();
    let route = get(async move || {
        let piece = Ok::<_, Infallible>(Bytes::from(vec![b'x'; 64 << 10]));
        let guard = Guard(told.clone());
        Body::from_stream(stream::repeat(piece).map(move |piece| {
            let _guard = &guard;
            piece
        }))
    });
    let router = Router::new().route("/", get(async || "ok")).route("/endless", route);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let shutdown = Shutdown::default();
    tokio::spawn(serve(listener, router, limits, shutdown.clone()));
    (url, shutdown, heard)
}

struct Guard(mpsc::UnboundedSender<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_no_request_or_takes_no_answer_is_given_up() {
    let short = Duration::from_millis(50);
    let limits = Limits { head: short, idle: short, stalled: short, ..Limits::of(10) };
    let (url, shutdown, mut given_up) = endless(limits).await;
    for bytes in HALF {
        assert_eq!(Raw::open(&url, bytes).await.rest().await, "", "{bytes:?}");
    }
    let mut idle = Raw::open(&url, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let answer = idle.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
    let _deaf = Raw::open(&url, b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let heard = tokio::time::timeout(Duration::from_secs(60), given_up.recv()).await;
    assert_eq!(heard, Ok(Some(())), "its answer is dropped");
    shutdown.begin();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_no_answer_makes_room_where_it_is_needed() {
    let limits = Limits { slow: Duration::ZERO, ..Limits::of(2) };
    let (url, shutdown, mut given_up) = endless(limits).await;
    let _deaf = Raw::open(&url, b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut reads = Raw::open(&url, b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let reading = async {
        loop {
            assert!(reads.until("xxxx").await.contains("xxxx"), "it reads, so it stays");
            let mut third = Raw::open(&url, b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
            third.rest().await;
            if given_up.try_recv().is_ok() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.expect("the deaf one makes room");
    shutdown.begin();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_clean_whatever_is_open() {
    let scene = Scene::start().await;
    let mut streams = Vec::new();
    for _ in 0..50 {
        let request = "GET /api/v1/stream HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let mut stream = Raw::open(&scene.url, request.as_bytes()).await;
        stream.until("\"snapshot\"").await;
        streams.push(stream);
    }
    let mut others = Vec::new();
    for bytes in HALF {
        others.push(Raw::open(&scene.url, bytes).await);
    }
    let mut idle = Raw::open(&scene.url, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    idle.until("ok\n").await;
    others.push(idle);
    let waits = "POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                 x-slipway-request: 1\r\ncontent-length: 9\r\n\r\n{";
    others.push(Raw::open(&scene.url, waits.as_bytes()).await);
    scene.running.stop().await;
    for mut stream in streams {
        let end = stream.rest().await;
        assert!(end.ends_with("0\r\n\r\n"), "a stream ends with its last chunk: {end:?}");
    }
    for mut other in others {
        other.rest().await;
    }
}
