//! F10: the API server has too much to do.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};

use super::{Effect, Fault, Scope, Stage};

pub(super) const FAULT: Fault = Fault {
    name: "too-many",
    says: "a request is answered 429 with Retry-After (retry-after=SECONDS, 1 otherwise)",
    stage: Stage::Request,
    scope: Scope::Namespace,
    verbs: &[],
    takes: &["retry-after"],
    effect: |settings, _| Effect::Answer(answer(settings.retry_after)),
};

/// Plain text, as priority and fairness (`k8s.io/apiserver/pkg/server/filters`) answers.
fn answer(seconds: u64) -> Response<Body> {
    let mut answer = Response::new(Body::from("Too many requests, please try again later.\n"));
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
