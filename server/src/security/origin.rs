use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use slipway_core::api::REQUEST_HEADER;

use super::hosts::{Hosts, authority, host_of};
use crate::errors::ApiError;

/// Refuses requests to the API that a page of another site makes, and state changes without the header and the
/// content type that no other site can send without being asked.
///
/// # Errors
/// 403 for another site or without the header, 415 for another content type.
pub async fn check_origin(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if request.uri().path().starts_with("/api/") {
        check_site(&request, &hosts)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
            check_change(request.headers())?;
        }
    }
    Ok(next.run(request).await)
}

fn check_site(request: &Request, hosts: &Hosts) -> Result<(), ApiError> {
    let headers = request.headers();
    let site = text(headers, "sec-fetch-site").unwrap_or("none");
    let foreign_site = !matches!(site, "same-origin" | "none");
    let foreign_origin = match text(headers, header::ORIGIN.as_str()) {
        Some(origin) => !is_own(origin, authority(request), hosts),
        None => headers.contains_key(header::ORIGIN),
    };
    if foreign_site || foreign_origin {
        let message = "The request comes from a page of another site.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "cross-site", message));
    }
    Ok(())
}

/// Whether an origin is the server's own: a page of HTTP or HTTPS from the host and the port the request is for. Behind a
/// proxy that rewrites `Host`, from one of the names the user allowed, at the usual port: there somebody else's page
/// can only be when the name is theirs.
fn is_own(origin: &str, requested: Option<&str>, hosts: &Hosts) -> bool {
    // `null` is the origin of sandboxed frames and local files.
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let Some((host, port)) = site(authority, usual) else { return false };
    let is_requested = |(own, own_port): (&str, u16)| own.eq_ignore_ascii_case(host) && own_port == port;
    requested.and_then(|own| site(own, usual)).is_some_and(is_requested)
        || (port == usual && hosts.allow_by_name(host))
}

/// Host and port of an authority; `None` when it is none.
fn site(authority: &str, usual_port: u16) -> Option<(&str, u16)> {
    let host = host_of(authority);
    let after = authority.rsplit_once(']').map_or(authority, |(_, after)| after);
    let port = after.rsplit_once(':').map_or(Some(usual_port), |(_, port)| port.parse().ok())?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    (!host.is_empty() && host.bytes().all(is_host)).then_some((host, port))
}

fn check_change(headers: &HeaderMap) -> Result<(), ApiError> {
    if !headers.contains_key(REQUEST_HEADER) {
        let message = format!("A request that changes something needs the header {REQUEST_HEADER}.");
        return Err(ApiError::new(StatusCode::FORBIDDEN, "header-missing", message));
    }
    if has_body(headers) && !is_json(headers) {
        let message = "A request with a body needs the content type application/json.";
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", message));
    }
    Ok(())
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_own_only_with_scheme_host_and_port() {
        let hosts = Hosts::new(&["slipway.example.com".to_owned()]).expect("a bare name");
        // The origin, and whether it is own where the request names this host.
        let cases = [
            ("127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("[::1]:8080", "http://[::1]:8081", false),
            ("LOCALHOST:8080", "http://localhost:8080", true),
            ("localhost", "http://localhost", true),
            ("localhost:443", "https://localhost", true),
            ("localhost:80", "https://localhost", false),
            ("127.0.0.1:8080", "http://127.0.0.1:8081", false),
            ("127.0.0.1:8080", "http://127.0.0.1", false),
            ("127.0.0.1:8080", "http://localhost:8080", false),
            ("127.0.0.1:8080", "ftp://127.0.0.1:8080", false),
            ("127.0.0.1:8080", "chrome-extension://127.0.0.1:8080", false),
            ("127.0.0.1:8080", "https://slipway.example.com", true),
            ("127.0.0.1:8080", "http://slipway.example.com", true),
            ("127.0.0.1:8080", "https://SLIPWAY.example.com", true),
            ("slipway.example.com", "https://slipway.example.com", true),
            ("slipway.example.com:8443", "https://slipway.example.com:8443", true),
            ("slipway.example.com", "https://slipway.example.com:9999", false),
            ("slipway.example.com", "https://slipway.example.com:", false),
            ("slipway.example.com", "http://slipway.example.com:443", false),
            ("slipway.example.com", "chrome-extension://slipway.example.com", false),
            ("slipway.example.com", "://slipway.example.com", false),
            ("slipway.example.com", "HTTPS://slipway.example.com", false),
            ("slipway.example.com", "https://ann@slipway.example.com", false),
            ("slipway.example.com", "https://slipway.example.com/", false),
            ("slipway.example.com", "https://slipway.example.com:443:443", false),
            ("slipway.example.com", "https://evil.example.com", false),
            ("slipway.example.com", "https://", false),
            ("slipway.example.com", "null", false),
            ("slipway.example.com", "slipway.example.com", false),
            ("slipway.example.com", "", false),
        ];
        for (requested, origin, expected) in cases {
            assert_eq!(is_own(origin, Some(requested), &hosts), expected, "{origin} at {requested}");
        }
        assert!(!is_own("http://localhost", None, &hosts));
    }
}
