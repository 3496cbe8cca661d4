use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use slipway_core::api::REQUEST_HEADER;

use super::hosts::{Hosts, authority};
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
        // `null` is the origin of sandboxed frames and local files.
        Some(origin) => !origin.split_once("://").is_some_and(|(_, host)| is_own(host, request, hosts)),
        None => headers.contains_key(header::ORIGIN),
    };
    if foreign_site || foreign_origin {
        let message = "The request comes from a page of another site.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "cross-site", message));
    }
    Ok(())
}

/// The origin's host is the one the request is for, port included; behind a proxy that rewrites `Host`, one of the
/// names the user allowed.
fn is_own(origin_host: &str, request: &Request, hosts: &Hosts) -> bool {
    authority(request).is_some_and(|own| own.eq_ignore_ascii_case(origin_host))
        || hosts.allow_by_name(origin_host)
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
