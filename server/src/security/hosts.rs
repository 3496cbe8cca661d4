use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::errors::ApiError;

/// The host names the server answers to: its loopback names and those the user allowed.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    allowed: Arc<[String]>,
}

impl Hosts {
    /// Loopback and `allowed`.
    ///
    /// # Errors
    /// A sentence: one of them is no bare host name or address, and no request would ever name it.
    pub fn new(allowed: &[String]) -> Result<Self, String> {
        allowed.iter().map(|host| bare(host)).collect::<Result<_, _>>().map(|allowed| Self { allowed })
    }

    /// Whether `authority` (`host` or `host:port`) is one of them.
    #[must_use]
    pub fn allow(&self, authority: &str) -> bool {
        let host = host_of(authority).to_ascii_lowercase();
        is_loopback(&host) || self.allowed.contains(&host)
    }

    /// Whether `host` (without a port) is one the user allowed by name (loopback does not count: another local server's
    /// page is another site).
    #[must_use]
    pub(super) fn allow_by_name(&self, host: &str) -> bool {
        self.allowed.contains(&host.to_ascii_lowercase())
    }
}

/// Refuses requests that name another host. A page of another site can point its own name at 127.0.0.1 (DNS
/// rebinding) and would then be of the same origin; its name gives it away.
///
/// # Errors
/// 403 for another host, 400 without one or with several.
pub async fn check_host(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    check_single(&request)?;
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

/// Whoever stands in front may have looked at another one than we do (RFC 9112, section 3.2).
fn check_single(request: &Request) -> Result<(), ApiError> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let (host, other) = (named.next().map(HeaderValue::as_bytes), named.next());
    let differs =
        |own: &Authority| host.is_some_and(|host| !own.as_str().as_bytes().eq_ignore_ascii_case(host));
    if other.is_some() || request.uri().authority().is_some_and(differs) {
        let message = "The request names more than one host.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "host-ambiguous", message));
    }
    Ok(())
}

/// The authority a request is for: of its URL when it has one, else its `Host` header.
pub(super) fn authority(request: &Request) -> Option<&str> {
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST)?.to_str().ok(),
    }
}

/// The host of `host`, `host:port` or `[v6]:port`, without brackets.
pub(super) fn host_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

/// A host name or an address as a browser writes it, without scheme, port and path.
fn bare(host: &str) -> Result<String, String> {
    if let Some(name) = name_or_address(host) {
        return Ok(name);
    }
    // What somebody probably meant.
    let rest = host.split_once("://").map_or(host, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let meant = name_or_address(host_of(authority).trim_end_matches('.'));
    let advice = match meant {
        Some(name) => format!("write {name}"),
        None => "write one such as slipway.example.com".to_owned(),
    };
    Err(format!("--allowed-host: \"{host}\" is no bare host name or address; {advice}."))
}

fn name_or_address(host: &str) -> Option<String> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let fits = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    host.split('.').all(fits).then(|| host.to_ascii_lowercase())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_allowed_names_are_answered() {
        let hosts =
            Hosts::new(&["Slipway.example.com".to_owned(), "2001:DB8:0::7".to_owned()]).expect("bare names");
        for (authority, expected) in [
            ("127.0.0.1:8080", true),
            ("127.0.0.1", true),
            ("localhost:8080", true),
            ("LOCALHOST", true),
            ("[::1]:8080", true),
            ("slipway.example.com", true),
            ("slipway.example.com:443", true),
            ("[2001:db8::7]:8080", true),
            ("[2001:db8::8]:8080", false),
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

    #[test]
    fn what_no_request_can_name_is_refused_with_what_would_be_right() {
        for (host, advice) in [
            ("ci.example.com:8443", "write ci.example.com."),
            ("https://ci.example.com:8443/slipway", "write ci.example.com."),
            ("ci.example.com/", "write ci.example.com."),
            ("ci.example.com.", "write ci.example.com."),
            ("[2001:db8::7]", "write 2001:db8::7."),
            ("10.0.0.1:8080", "write 10.0.0.1."),
            ("*.example.com", "write one such as slipway.example.com."),
            ("a b", "write one such as slipway.example.com."),
            ("", "write one such as slipway.example.com."),
        ] {
            let sentence = Hosts::new(&[host.to_owned()]).expect_err(host);
            assert!(sentence.starts_with(&format!("--allowed-host: \"{host}\"")), "{sentence}");
            assert!(sentence.ends_with(advice), "{sentence}");
        }
    }
}
