//! Who may ask: programs on this machine, and no web page.
//!
//! Whoever reaches the port may do everything, and a browser on this machine reaches it. A page can point its own name
//! at 127.0.0.1 (DNS rebinding), which its `Host` gives away, or post across sites, which its `Origin` gives away.
//! `kubectl` and the clients' libraries name loopback and send no `Origin`.

use std::net::IpAddr;

use axum::{
    body::Body,
    extract::Request,
    http::{Response, header},
    middleware::Next,
};

use super::refusal;
use crate::status::ApiError;

/// Refuses requests for another host and from pages.
pub(super) async fn check(request: Request, next: Next) -> Response<Body> {
    match verdict(&request) {
        Ok(()) => next.run(request).await,
        Err(message) => refusal(&ApiError::refused(message)),
    }
}

fn verdict(request: &Request) -> Result<(), String> {
    let authority = authority(request).unwrap_or_default();
    if !is_loopback(authority) {
        return Err(format!("the sandbox answers to loopback names only, not to \"{authority}\""));
    }
    let Some(origin) = request.headers().get(header::ORIGIN) else { return Ok(()) };
    let host = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    if host.is_some_and(|host| host.eq_ignore_ascii_case(authority)) {
        return Ok(());
    }
    Err("the sandbox does not answer to pages of another origin".to_owned())
}

/// What the request is for: its URL's authority when it has one, else its `Host`.
fn authority(request: &Request) -> Option<&str> {
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST)?.to_str().ok(),
    }
}

/// `127.0.0.1`, `localhost` or `[::1]`, with any port.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_answered_and_pages_of_others_are_not() {
        let cases = [
            (Some("127.0.0.1:8001"), None, true),
            (Some("127.0.0.1"), None, true),
            (Some("localhost:8001"), None, true),
            (Some("LocalHost"), None, true),
            (Some("[::1]:8001"), None, true),
            (Some("[::1]"), None, true),
            (Some("127.0.0.1:8001"), Some("http://127.0.0.1:8001"), true),
            (Some("127.0.0.1:8001"), Some("http://127.0.0.1:8080"), false),
            (Some("127.0.0.1:8001"), Some("https://evil.example.com"), false),
            (Some("127.0.0.1:8001"), Some("null"), false),
            (Some("evil.example.com"), None, false),
            (Some("evil.example.com:8001"), Some("http://evil.example.com:8001"), false),
            (Some("127.0.0.1.evil.example.com:8001"), None, false),
            (Some("localhost.evil.example.com"), None, false),
            (Some("10.0.0.1:8001"), None, false),
            (Some("[::2]:8001"), None, false),
            (Some(""), None, false),
            (None, None, false),
        ];
        for (host, origin, expected) in cases {
            let mut request = Request::builder().uri("/api");
            for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
                request = value.into_iter().fold(request, |request, value| request.header(&name, value));
            }
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(verdict(&request).is_ok(), expected, "{host:?} {origin:?}");
        }
    }
}
