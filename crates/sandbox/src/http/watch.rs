//! Watches: a stream of changes, one JSON document per line.
//!
//! As with a real API server, whatever is wrong with the revision comes as an event of type `ERROR` in an answer of 200.

mod feed;

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use futures::stream;

use super::{Api, accept::Form, fresh};
use crate::{
    status::{ApiError, Result},
    verbs::{self, Call},
};
use feed::Feed;

/// How long a watch lasts that does not say: within the real server's 30 to 60 minutes.
const LONGEST: Duration = Duration::from_secs(45 * 60);

/// Starts a watch. Without a revision it starts with what is there.
pub(crate) async fn answer(api: &Api, mut call: Call, form: Form) -> Result<Response<Body>> {
    let selector = call.selector()?;
    for paging in ["limit", "continue"] {
        call.params.0.remove(paging);
    }
    let from = revision(call.params.text("resourceVersion"))?;
    let initial = call.params.flag("sendInitialEvents");
    let late = if initial { fresh::reached(&api.cluster.store, &call.params).await.err() } else { None };
    let from_now = initial || from == 0;
    let first = if from_now && late.is_none() { Some(verbs::list(&api.cluster, &call)?) } else { None };
    let start = first.as_ref().map_or(from, |list| list.revision);
    let mut feed = Feed::new(api, call, selector, form, start, LONGEST);
    match late {
        Some(error) => feed.fail(&error),
        None => feed.begin(first.map(|list| list.items).unwrap_or_default(), initial),
    }
    let body = Body::from_stream(stream::unfold(feed, Feed::step));
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

fn revision(text: &str) -> Result<u64> {
    if text.is_empty() {
        return Ok(0);
    }
    text.parse().map_err(|_| ApiError::bad_request(format!("resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax")))
}
