//! F11: the API server, or the proxy before it, fails.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};

use super::{Effect, Fault, Scope, Stage, refused, words};
use crate::status::ApiError;

/// What a proxy says whose API server is away.
const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n\
    <script>alert('a page of a proxy')</script>\r\n</body>\r\n</html>\r\n";

pub(super) const FAULT: Fault = Fault {
    name: "fails",
    says: "a request is answered code=500, 502 (with the page of a proxy), 503 or 504; 500 otherwise",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &["code"],
    effect: |settings, _| match settings.code {
        502 => Effect::Answer(page()),
        503 => refused(&words::unavailable()),
        504 => refused(&words::timed_out()),
        _ => refused(&ApiError::internal("etcdserver: leader changed")),
    },
};

fn page() -> Response<Body> {
    let mut response = Response::new(Body::from(PAGE));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}
