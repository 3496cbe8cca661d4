//! What stands between other sites and a server without a login.

use axum::http::Request;
use slipway_core::api::{PREFIX, REQUEST_HEADER};
use slipway_server::security::{CONTENT_SECURITY_POLICY, check_address};
use slipway_server::serve::Settings;

use crate::support::{Answer, Scene, settings};

async fn send(scene: &Scene, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    scene.client.send(request.body(body.to_owned()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let scene = Scene::start().await;
    for path in ["/", "/elsewhere", "/healthz", "/api/v1/clusters", "/api/v1/nowhere"] {
        let answer = send(&scene, "GET", path, &[], "").await;
        assert_eq!(answer.header("content-security-policy"), CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    assert!(!CONTENT_SECURITY_POLICY.contains("unsafe-inline"));
    let api = send(&scene, "GET", "/api/v1/clusters", &[], "").await;
    assert_eq!(api.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_own_host_names_are_answered() {
    let scene =
        Scene::with(Settings { allowed_hosts: vec!["slipway.example.com".to_owned()], ..settings() }).await;
    for (host, allowed) in [
        ("localhost:8080", true),
        ("127.0.0.1", true),
        ("slipway.example.com", true),
        ("evil.example.com", false),
        ("evil.example.com:8080", false),
        ("127.0.0.1.nip.io", false),
    ] {
        for path in ["/", "/api/v1/clusters"] {
            let answer = send(&scene, "GET", path, &[("host", host)], "").await;
            assert_eq!(answer.status != 403, allowed, "{host} {path}");
            if !allowed {
                answer.problem(403, "host-not-allowed");
            }
        }
    }
    let probe = send(&scene, "GET", "/healthz", &[("host", "10.1.2.3:8080")], "").await;
    assert_eq!(probe.status, 200, "a kubelet probes the pod's address");
}

#[tokio::test(flavor = "multi_thread")]
async fn state_changes_of_other_sites_are_refused() {
    let scene =
        Scene::with(Settings { allowed_hosts: vec!["slipway.example.com".to_owned()], ..settings() }).await;
    let own = scene.url.clone();
    let header = (REQUEST_HEADER, "1");
    let json = ("content-type", "application/json");
    type Headers<'a> = &'a [(&'a str, &'a str)];
    let cases: &[(Headers<'_>, &str, &str)] = &[
        (&[json], "{}", "header-missing"),
        (&[header, ("content-type", "text/plain")], "{}", "not-json"),
        (&[header], "{}", "not-json"),
        (&[header, json, ("origin", "http://evil.example.com")], "{}", "cross-site"),
        (&[header, json, ("origin", "http://127.0.0.1:1")], "{}", "cross-site"),
        (&[header, json, ("origin", "null")], "{}", "cross-site"),
        (&[header, json, ("sec-fetch-site", "cross-site")], "{}", "cross-site"),
        (&[header, json, ("sec-fetch-site", "same-site")], "{}", "cross-site"),
        (&[header, json, ("origin", &own), ("sec-fetch-site", "same-origin")], "{}", "unreadable"),
        (&[header, json, ("origin", "https://slipway.example.com")], "{}", "unreadable"),
        (&[header, json], "{}", "unreadable"),
    ];
    for (headers, body, code) in cases {
        let answer = send(&scene, "POST", &format!("{PREFIX}/instances"), headers, body).await;
        let problem: slipway_core::api::Problem = answer.read();
        assert_eq!(problem.code, *code, "{headers:?}: {problem:?}");
    }
    let read =
        send(&scene, "GET", &format!("{PREFIX}/clusters"), &[("sec-fetch-site", "cross-site")], "").await;
    read.problem(403, "cross-site");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_capped_and_errors_name_the_field() {
    let scene = Scene::start().await;
    let headers = [(REQUEST_HEADER, "1"), ("content-type", "application/json")];
    let path = format!("{PREFIX}/images");
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(600 << 10));
    send(&scene, "POST", &path, &headers, &large).await.problem(413, "too-large");
    let deep = format!("{{\"name\": {}", "[".repeat(100_000));
    send(&scene, "POST", &path, &headers, &deep).await.problem(422, "unreadable");
    let broken = send(&scene, "POST", &path, &headers, "{").await.problem(422, "unreadable");
    assert_eq!(broken.fields, [], "no field is to blame");
    let wrong = r#"{"name": "a", "image": {"docker": {"port": "many"}}}"#;
    let problem = send(&scene, "POST", &path, &headers, wrong).await.problem(422, "invalid");
    assert_eq!(problem.fields[0].path, "image.docker.port");
    let trailing = r#"{"name": "a", "image": {}} more"#;
    send(&scene, "POST", &path, &headers, trailing).await.problem(422, "unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_routes_and_methods_are_problems() {
    let scene = Scene::start().await;
    for path in ["/api", "/api/v1", "/api/v1/nowhere", "/api/v2/images", "/api/v1/images/a/b"] {
        send(&scene, "GET", path, &[], "").await.problem(404, "not-found");
    }
    for path in ["/api/v1/instances/%ff", "/api/v1/instances/%ff/logs", "/api/v1/images/%ff"] {
        send(&scene, "GET", path, &[], "").await.problem(400, "unreadable");
    }
    let header = [(REQUEST_HEADER, "1")];
    for (method, path) in [("PATCH", "/api/v1/images"), ("DELETE", "/api/v1/clusters"), ("POST", "/")] {
        send(&scene, method, path, &header, "").await.problem(405, "method-not-allowed");
    }
}

#[test]
fn an_address_others_can_reach_needs_a_proxy_that_authenticates() {
    for (address, behind_proxy, allowed) in [
        ("127.0.0.1:8080", false, true),
        ("127.8.9.1:8080", false, true),
        ("[::1]:8080", false, true),
        ("0.0.0.0:8080", false, false),
        ("[::]:8080", false, false),
        ("10.0.0.1:8080", false, false),
        ("0.0.0.0:8080", true, true),
    ] {
        let result = check_address(address.parse().unwrap(), behind_proxy);
        assert_eq!(result.is_ok(), allowed, "{address} {behind_proxy}: {result:?}");
    }
}
