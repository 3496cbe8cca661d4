use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::negotiate::{Encoding, accepted};
use super::source::{File, Files};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// The page every screen of the console starts from.
pub fn page(files: &dyn Files, request: &HeaderMap) -> Response {
    respond(files, "index.html", request).unwrap_or_else(|| {
        let text = "The console is not part of this build: run `cargo xtask build`, or `cargo xtask run` to build \
                    and serve it at once. The API under /api/v1 works.\n";
        (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
    })
}

/// The file at `path` in the smallest form the client takes; `None` when there is no such file.
pub fn respond(files: &dyn Files, path: &str, request: &HeaderMap) -> Option<Response> {
    let wanted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (encoding, file) = accepted(wanted)
        .find_map(|encoding| Some((encoding, files.get(&format!("{path}{}", encoding.suffix()))?)))?;
    let tag = tag(&file, encoding);
    let unchanged = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| matches(known, &tag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(file.bytes.into_owned()))
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if !unchanged {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
    }
    Some(response)
}

/// A strong validator: of these bytes in this form (RFC 9110, section 8.8.3.3).
fn tag(file: &File, encoding: Encoding) -> String {
    let digest: String = file.sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    match encoding.name() {
        Some(name) => format!("\"{digest}-{name}\""),
        None => format!("\"{digest}\""),
    }
}

fn matches(known: &str, tag: &str) -> bool {
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
}

/// Files whose name has their hash never change; all others are asked for again.
fn caching(path: &str) -> &'static str {
    if is_hashed(path) { FOREVER } else { ASK_AGAIN }
}

/// `console.1a2b3c4d5e6f.wasm`: the part before the extension is at least eight hexadecimal digits.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut parts = name.rsplit('.').skip(1);
    let hash = parts.next().unwrap_or_default();
    parts.next().is_some() && hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_forever() {
        for (path, expected) in [
            ("console.1a2b3c4d5e6f.wasm", true),
            ("assets/boot.0123abcd.js", true),
            ("index.html", false),
            ("favicon.svg", false),
            ("app.min.js", false),
            ("1a2b3c4d5e6f.js", false),
            ("editor.deadbee.js", false),
        ] {
            assert_eq!(is_hashed(path), expected, "{path}");
        }
    }
}
