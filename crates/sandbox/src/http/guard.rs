//! Who may ask: programs on this machine, and no web page.
//!
//! Whoever reaches the port may do everything, and a browser on this machine reaches it. A page can point its own name
//! at 127.0.0.1 (DNS rebinding), which its `Host` gives away, or ask across sites, which its `Origin` or its
//! `Sec-Fetch-Site` gives away. `kubectl` and the clients' libraries name loopback and send neither.

use std::net::IpAddr;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Response, header},
    middleware::Next,
};

use super::refusal;
use crate::status::ApiError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What a browser that got an answer may not do with it: guess its type, show it in a frame, give it to another site.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Refuses requests for another host and from pages.
pub(super) async fn check(request: Request, next: Next) -> Response<Body> {
    let mut answer = match verdict(&request) {
        Ok(()) => next.run(request).await,
        Err(message) => refusal(&ApiError::refused(message)),
    };
    answer.headers_mut().extend(HEADERS);
    answer
}

fn verdict(request: &Request) -> Result<(), String> {
    let authority = authority(request).unwrap_or_default();
    if !is_loopback(authority) {
        return Err(format!("the sandbox answers to loopback names only, not to \"{authority}\""));
    }
    if is_own_origin(request, authority) && is_own_site(request) {
        return Ok(());
    }
    Err("the sandbox does not answer to pages of another origin".to_owned())
}

fn is_own_origin(request: &Request, authority: &str) -> bool {
    let Some(origin) = request.headers().get(header::ORIGIN) else { return true };
    let host = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

/// A browser says of every request, also those without an `Origin`, whether a page of another site makes it; `none`
/// is a person who typed the address.
fn is_own_site(request: &Request) -> bool {
    let site = request.headers().get(SEC_FETCH_SITE);
    site.is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"))
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

    #[test]
    fn pages_of_another_site_give_themselves_away_without_an_origin() {
        let cases =
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)];
        for (site, expected) in cases {
            let request = Request::builder().uri("/api").header(header::HOST, "127.0.0.1:8001");
            let request = request.header(SEC_FETCH_SITE, site).body(Body::empty()).unwrap();
            assert_eq!(verdict(&request).is_ok(), expected, "{site}");
        }
    }
}
