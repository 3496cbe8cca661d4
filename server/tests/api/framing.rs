//! Requests as bytes: how they are framed is never open to two readings.

use crate::support::{Raw, Scene};

/// What is sent, the statuses of its answers, and whether the server then ends the connection.
type Case<'a> = (&'a str, &'a [u16], bool);

const OK: &[u16] = &[200];

const CASES: &[Case<'_>] = &[
    ("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", OK, false),
    ("GET /healthz HTTP/1.0\r\nhost: localhost\r\n\r\n", OK, true),
    ("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", OK, true),
    (
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n",
        &[200, 200],
        false,
    ),
    // RFC 9112, section 2.2, lets a line end with a line feed alone.
    ("GET /healthz HTTP/1.1\nhost: localhost\n\n", OK, false),
    ("GET http://localhost/healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", OK, false),
    ("GET http://localhost/api/v1/clusters HTTP/1.1\r\n\r\n", OK, false),
    // One host (section 3.2).
    ("GET /api/v1/clusters HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n", &[400], false),
    ("GET /api/v1/clusters HTTP/1.1\r\nhost: localhost\r\nhost: evil.example.com\r\n\r\n", &[400], false),
    ("GET /api/v1/clusters HTTP/1.1\r\nhost: evil.example.com\r\nhost: localhost\r\n\r\n", &[400], false),
    ("GET /healthz HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n", &[400], false),
    ("GET http://localhost/api/v1/clusters HTTP/1.1\r\nhost: evil.example.com\r\n\r\n", &[400], false),
    ("GET http://evil.example.com/api/v1/clusters HTTP/1.1\r\nhost: localhost\r\n\r\n", &[400], false),
    ("GET http://evil.example.com/api/v1/clusters HTTP/1.1\r\nhost: evil.example.com\r\n\r\n", &[403], false),
    ("GET /api/v1/clusters HTTP/1.1\r\n\r\n", &[400], false),
    ("GET /api/v1/clusters HTTP/1.1\r\nhost:\r\n\r\n", &[403], false),
    ("GET /api/v1/clusters HTTP/1.1\r\nhost: ann@localhost\r\n\r\n", &[403], false),
    // One length (sections 6.1 and 6.3).
    (
        "POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        &[400],
        true,
    ),
    ("POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2, 3\r\n\r\n{}", &[400], true),
    ("POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: +2\r\n\r\n{}", &[400], true),
    ("POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: -2\r\n\r\n{}", &[400], true),
    ("POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0x2\r\n\r\n{}", &[400], true),
    (
        "POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
        &[400],
        true,
    ),
    ("POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip\r\n\r\n{}", &[400], true),
    (
        "POST /api/v1/images HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        &[400],
        true,
    ),
    (
        "POST /api/v1/images HTTP/1.0\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        &[400],
        true,
    ),
    // Heads that are none.
    ("GET /healthz\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/1.1 \r\nhost: localhost\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/2.0\r\nhost: localhost\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/1.1\r\nhost : localhost\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/1.1\r\n host: localhost\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/1.1\r\nhost: localhost\r\n folded: 1\r\n\r\n", &[400], true),
    ("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n", &[400], true),
    ("GET /heal\u{1}thz HTTP/1.1\r\nhost: localhost\r\n\r\n", &[400], true),
    ("G@T /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", &[400], true),
    ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", &[400], true),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[], true),
];

/// The statuses in what came back.
fn statuses(text: &str) -> Vec<u16> {
    let lines = text.split("HTTP/1.").skip(1);
    lines.map(|line| line.split(' ').nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap()).collect()
}

/// Sends it, and behind it a request that is answered only where the connection goes on.
async fn check(scene: &Scene, sent: &str, expected: &[u16], ends: bool) {
    let behind = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let came = Raw::open(&scene.url, format!("{sent}{behind}").as_bytes()).await.rest().await;
    let expected: Vec<u16> = expected.iter().copied().chain((!ends).then_some(200)).collect();
    assert_eq!(statuses(&came), expected, "{sent:?}: {came:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_one_reading_or_none() {
    let scene = Scene::start().await;
    for (sent, expected, ends) in CASES {
        check(&scene, sent, expected, *ends).await;
    }
}
