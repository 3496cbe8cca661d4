//! One request and its answer, as text.

use leptos::prelude::window;
use slipway_core::api::{PREFIX, Problem, REQUEST_HEADER};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::problem;

/// How long a request may take until it counts as lost, in milliseconds. A server-side dry run against a slow cluster
/// is the longest.
const PATIENCE: u32 = 60_000;

/// Sends one request; the text of a successful answer.
pub(super) async fn exchange(method: &str, path: &str, body: Option<String>) -> Result<String, Problem> {
    let response = open(method, path, body, &AbortSignal::timeout_with_u32(PATIENCE)).await?;
    let text = body_text(&response).await?;
    if is_html(&response) {
        // A static file server that answers every path with the page itself is no API.
        return Err(problem::from_answer(if response.ok() { 404 } else { response.status() }, ""));
    }
    if response.ok() { Ok(text) } else { Err(problem::from_answer(response.status(), &text)) }
}

/// Sends one request; the answer, whose body has not been read.
pub(super) async fn open(
    method: &str,
    path: &str,
    body: Option<String>,
    signal: &AbortSignal,
) -> Result<Response, Problem> {
    let promise = request(method, body, signal)
        .map(|init| window().fetch_with_str_and_init(&format!("{PREFIX}{path}"), &init))
        .map_err(|_| problem::unreachable())?;
    let response = JsFuture::from(promise).await.map_err(|_| problem::unreachable())?;
    response.dyn_into().map_err(|_| problem::unreachable())
}

fn request(method: &str, body: Option<String>, signal: &AbortSignal) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set(REQUEST_HEADER, "1")?;
    headers.set("accept", "application/json")?;
    if body.is_some() || method != "GET" {
        headers.set("content-type", "application/json")?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_headers(&headers);
    init.set_signal(Some(signal));
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(&body));
    }
    Ok(init)
}

/// The whole body as text.
pub(super) async fn body_text(response: &Response) -> Result<String, Problem> {
    let promise = response.text().map_err(|_| problem::unreachable())?;
    let text = JsFuture::from(promise).await.map_err(|_| problem::unreachable())?;
    Ok(text.as_string().unwrap_or_default())
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    kind.starts_with("text/html")
}
