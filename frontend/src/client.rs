//! Requests to the server's API.
//!
//! One function that is not generic does the work and hands over text, so that each request type adds no more than
//! its own (de)serialization to the WebAssembly.

mod events;
mod exchange;
mod held;
mod logs;
mod problem;
mod text;

use serde::Serialize;
use serde::de::DeserializeOwned;
use slipway_core::api::Problem;

use crate::json;

pub(crate) use events::{Event, events};
pub(crate) use held::{Connection, Held, Outcome, hold};
pub(crate) use logs::{LogChunk, log_address, logs};
pub(crate) use problem::{may_pass, sentence};

/// Sends `method` to `path` (what comes after `/api/v1`, beginning with `/`) and reads the answer.
/// An empty answer reads as `()`.
///
/// # Errors
/// Whatever went wrong, as the server's own [`Problem`] or one made here: status 0 and code `unreachable` when nobody
/// answered, `unreadable` when the answer was not what the contract says.
pub(crate) async fn send<Req: Serialize, Res: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&Req>,
) -> Result<Res, Problem> {
    let body = body.map(json::write).transpose().map_err(|e| problem::unreadable(&e.to_string()))?;
    let text = exchange::exchange(method, path, body).await?;
    let text = if text.trim().is_empty() { "null" } else { &text };
    json::read(text).map_err(|e| problem::unreadable(&e.to_string()))
}

/// Reads `path`.
///
/// # Errors
/// As [`send`].
pub(crate) async fn get<Res: DeserializeOwned>(path: &str) -> Result<Res, Problem> {
    send::<(), Res>("GET", path, None).await
}

/// Sends `method` to `path` without a body and ignores what a success answers.
///
/// # Errors
/// As [`send`].
pub(crate) async fn command(method: &str, path: &str) -> Result<(), Problem> {
    exchange::exchange(method, path, None).await.map(drop)
}

/// `segment` so that it is one segment of a path, whatever is in it.
#[must_use]
pub(crate) fn escape(segment: &str) -> String {
    js_sys::encode_uri_component(segment).into()
}
