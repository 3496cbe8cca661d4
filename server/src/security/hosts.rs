use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::errors::ApiError;

/// The host names the server answers to: its loopback names and those the user allowed.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    allowed: Arc<[String]>,
}

impl Hosts {
    /// Loopback and `allowed`, written without a port.
    #[must_use]
    pub fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.iter().map(|host| host.to_ascii_lowercase()).collect() }
    }

    /// Whether `authority` (`host` or `host:port`) is one of them.
    #[must_use]
    pub fn allow(&self, authority: &str) -> bool {
        let host = host_of(authority).to_ascii_lowercase();
        is_loopback(&host) || self.allowed.contains(&host)
    }

    /// Whether `authority` is one the user allowed by name (loopback does not count: another local server's page is
    /// another site).
    #[must_use]
    pub(super) fn allow_by_name(&self, authority: &str) -> bool {
        self.allowed.contains(&host_of(authority).to_ascii_lowercase())
    }
}

/// Refuses requests that name another host. A page of another site can point its own name at 127.0.0.1 (DNS
/// rebinding) and would then be of the same origin; its name gives it away.
///
/// # Errors
/// 403 for another host, 400 without one.
pub async fn check_host(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    // A kubelet probes the pod's address; both routes tell nothing.
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return Ok(next.run(request).await);
    }
    let Some(authority) = authority(&request) else {
        let message = "The request names no host.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "host-missing", message));
    };
    if hosts.allow(authority) {
        return Ok(next.run(request).await);
    }
    let message = format!(
        "Slipway does not answer to the host name \"{}\"; start it with --allowed-host to allow a name.",
        host_of(authority)
    );
    Err(ApiError::new(StatusCode::FORBIDDEN, "host-not-allowed", message))
}

/// The authority a request is for: of its URL when it has one, else its `Host` header.
pub(super) fn authority(request: &Request) -> Option<&str> {
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST)?.to_str().ok(),
    }
}

/// The host of `host`, `host:port` or `[v6]:port`, without brackets.
fn host_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_allowed_names_are_answered() {
        let hosts = Hosts::new(&["Slipway.example.com".to_owned()]);
        for (authority, expected) in [
            ("127.0.0.1:8080", true),
            ("127.0.0.1", true),
            ("localhost:8080", true),
            ("LOCALHOST", true),
            ("[::1]:8080", true),
            ("slipway.example.com", true),
            ("slipway.example.com:443", true),
            ("evil.example.com:8080", false),
            ("127.0.0.1.evil.example.com", false),
            ("localhost.evil.example.com:8080", false),
            ("slipway.example.com.evil.example.com", false),
            ("10.0.0.1:8080", false),
            ("", false),
        ] {
            assert_eq!(hosts.allow(authority), expected, "{authority}");
        }
    }
}
