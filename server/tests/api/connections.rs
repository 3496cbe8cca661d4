//! Clients that hold connections: everybody else is answered, and what they hold goes back.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use axum::routing::{get, post};
use futures::future::join_all;
use futures::{StreamExt, stream};
use slipway_core::api::Problem;
use slipway_server::connections::{Limits, serve};
use slipway_server::security::CONTENT_SECURITY_POLICY;
use slipway_server::serve::Settings;
use slipway_server::shutdown::Shutdown;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::support::{Client, LiveClient, Raw, Scene, preset, settings};

const HALF: [&[u8]; 4] = [b"", b"GET /api/v1/clu", b"GET / HTTP/1.1\r\nhost: localhost\r\nx-a: ", b"\r\n"];

const HALF_A_BODY: &[u8] = b"POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\nx-slipway-request: 1\r\n\
    content-type: application/json\r\ncontent-length: 9\r\n\r\n{";

/// A request that is the last one of its connection.
const LAST: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// More often than this nothing has to be tried.
const TRIES: usize = 10_000;

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
        half.push(Raw::open(&scene.url, HALF.get(turn % 5).unwrap_or(&HALF_A_BODY)).await);
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
        assert!(tries < TRIES, "a place is never given back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_do_not_end_keep_nobody_out() {
    let scene = with_connections(4).await;
    for turn in 0..4 {
        let half: Vec<_> =
            join_all((0..4 * turn).map(async |_| Raw::open(&scene.url, HALF_A_BODY).await)).await;
        let health = Request::get("/healthz").body(String::new()).unwrap();
        let health = Client::new(&scene.url).send(health).await.status;
        assert_eq!(health, 200, "{turn}");
        drop(half);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_connection_is_at_work_one_more_is_told_so() {
    let (gate, wait) = watch::channel(false);
    let Alone { url, shutdown, mut heard } = alone(Limits::of(4), wait).await;
    let mut working = Vec::new();
    for _ in 0..4 {
        working.push(Raw::open(&url, b"GET /waits HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await);
        heard.recv().await.unwrap();
    }
    let answer = Raw::open(&url, LAST).await.rest().await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("retry-after: "), "{head}");
    assert!(head.contains(CONTENT_SECURITY_POLICY) && head.contains("connection: close"), "{head}");
    let problem: Problem = serde_json::from_str(body).unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (503, "busy"));
    gate.send(true).unwrap();
    for mut one in working {
        assert!(one.rest().await.ends_with("done"));
    }
    let mut tries = 0;
    while !Raw::open(&url, LAST).await.rest().await.starts_with("HTTP/1.1 200") {
        tries += 1;
        assert!(tries < TRIES, "a place is never given back");
    }
    shutdown.begin();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_taken_to_its_end_however_slow_its_client_is() {
    // Whether the server ends meanwhile.
    for ends in [false, true] {
        let limits = Limits { idle: Duration::ZERO, ..Limits::of(1) };
        let Alone { url, shutdown, .. } = alone(limits, watch::channel(true).1).await;
        let mut slow = Raw::open(&url, b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        let mut came = slow.until("\r\n\r\n").await;
        let refused = Raw::open(&url, LAST).await.rest().await;
        assert!(refused.starts_with("HTTP/1.1 503"), "its answer is under way: {refused}");
        if ends {
            shutdown.begin();
        }
        came.push_str(&slow.rest().await);
        let (_, body) = came.split_once("\r\n\r\n").unwrap();
        assert_eq!(body.len(), LARGE, "ends: {ends}");
        shutdown.begin();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_end_requests_are_answered_and_clients_are_not_waited_for() {
    let (gate, wait) = watch::channel(false);
    let minute = Duration::from_secs(60);
    let limits = Limits { farewell: Duration::ZERO, last: minute, head: minute, ..Limits::of(9) };
    let Alone { url, shutdown, mut heard } = alone(limits, wait).await;
    let mut works = Raw::open(&url, b"GET /waits HTTP/1.1\r\nhost: a\r\n\r\n").await;
    heard.recv().await.unwrap();
    let mut held_up =
        vec![Raw::open(&url, b"POST /reads HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{").await];
    heard.recv().await.unwrap();
    for bytes in HALF {
        held_up.push(Raw::open(&url, bytes).await);
    }
    shutdown.begin();
    for mut one in held_up {
        assert_eq!(one.rest().await, "", "the server waits for none of them");
    }
    gate.send(true).unwrap();
    let answer = works.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
}

/// Bytes of the answer of `/large`: more than the system keeps for a client.
const LARGE: usize = 32 << 20;

/// A server of connections alone.
struct Alone {
    url: String,
    /// Ends it.
    shutdown: Shutdown,
    /// Told when `/waits` or `/reads` was asked, and when nobody listens to `/endless` any more.
    heard: mpsc::UnboundedReceiver<()>,
}

/// `/waits` answers when `gate` says so.
async fn alone(limits: Limits, gate: watch::Receiver<bool>) -> Alone {
    let (told, heard) = mpsc::unbounded_channel();
    let told_of_it = told.clone();
    let waits = get(async move || {
        let _ = told_of_it.send(());
        gate.clone().wait_for(|is_open| *is_open).await.unwrap();
        "done"
    });
    let told_of_it = told.clone();
    let reads = post(async move |body: Body| {
        let _ = told_of_it.send(());
        to_bytes(body, 9).await.unwrap()
    });
    let route = get(async move || {
        let piece = Ok::<_, Infallible>(Bytes::from(vec![b'x'; 64 << 10]));
        let guard = Guard(told.clone());
        Body::from_stream(stream::repeat(piece).map(move |piece| {
            let _guard = &guard;
            piece
        }))
    });
    let router = Router::new().route("/", get(async || "ok")).route("/endless", route);
    let router = router.route("/waits", waits).route("/reads", reads);
    let router = router.route("/large", get(async || vec![b'x'; LARGE]));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let shutdown = Shutdown::default();
    tokio::spawn(serve(listener, router, limits, shutdown.clone()));
    Alone { url, shutdown, heard }
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
    let Alone { url, shutdown, heard: mut given_up } = alone(limits, watch::channel(true).1).await;
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
    let Alone { url, shutdown, heard: mut given_up } = alone(limits, watch::channel(true).1).await;
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
    others.push(Raw::open(&scene.url, HALF_A_BODY).await);
    scene.running.stop().await;
    for mut stream in streams {
        let end = stream.rest().await;
        assert!(end.ends_with("0\r\n\r\n"), "a stream ends with its last chunk: {end:?}");
    }
    for mut other in others {
        other.rest().await;
    }
}
