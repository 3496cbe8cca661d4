//! One request and its answer, as text.

use std::time::Duration;

use leptos::prelude::{set_timeout, window};
use slipway_core::api::{PREFIX, Problem, REQUEST_HEADER};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, DomException, Headers, RequestCredentials, RequestInit, Response};

use super::problem;

/// How long a request may take until it counts as lost, in milliseconds. The server itself gives a cluster 10 seconds,
/// and then says so.
const PATIENCE: u32 = 15_000;

/// A server that is busy may ask a reader to come back within so many seconds; it does so once, by itself.
const SOON: u32 = 5;

/// Sends one request; the text of a successful answer. A question that a busy server did not take is asked once more.
pub(super) async fn exchange(method: &str, path: &str, body: Option<String>) -> Result<String, Problem> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE);
    let sent = async |body| open(method, path, body, None, &signal).await;
    let mut response = sent(body.clone()).await.map_err(|lost| in_time(lost, method, &signal))?;
    if let Some(wait) = busy_for(&response).filter(|wait| method == "GET" && *wait <= SOON) {
        // Not everybody at the same moment.
        pause(1_000.0 * (f64::from(wait) + js_sys::Math::random())).await;
        response = sent(body).await.map_err(|lost| in_time(lost, method, &signal))?;
    }
    let text = body_text(&response).await.map_err(|lost| in_time(lost, method, &signal))?;
    if response.ok() && !is_html(&response) {
        return Ok(text);
    }
    // A static file server that answers every path with the page itself is no API.
    Err(problem::from_answer(if response.ok() { 404 } else { response.status() }, &text))
}

/// Sends one request, with `header` beside its own; the answer, whose body has not been read.
pub(super) async fn open(
    method: &str,
    path: &str,
    body: Option<String>,
    header: Option<(&str, &str)>,
    signal: &AbortSignal,
) -> Result<Response, Problem> {
    let promise = request(method, body, header, signal)
        .map(|init| window().fetch_with_str_and_init(&[PREFIX, path].concat(), &init))
        .map_err(|_| problem::unreachable())?;
    let response = JsFuture::from(promise).await.map_err(|_| problem::unreachable())?;
    response.dyn_into().map_err(|_| problem::unreachable())
}

fn request(
    method: &str,
    body: Option<String>,
    header: Option<(&str, &str)>,
    signal: &AbortSignal,
) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set(REQUEST_HEADER, "1")?;
    headers.set("accept", "application/json")?;
    if body.is_some() || method != "GET" {
        headers.set("content-type", "application/json")?;
    }
    if let Some((name, value)) = header {
        headers.set(name, value)?;
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

/// Whether nobody answered, or not in time.
fn in_time(lost: Problem, method: &str, signal: &AbortSignal) -> Problem {
    let reason = signal.reason().dyn_into::<DomException>();
    let is_late = reason.is_ok_and(|reason| reason.name() == "TimeoutError");
    if is_late { problem::late(PATIENCE / 1_000, method == "GET") } else { lost }
}

/// For how many seconds the server is busy, when it says so.
fn busy_for(response: &Response) -> Option<u32> {
    let wait = response.headers().get("retry-after").ok().flatten()?;
    (response.status() == 503).then(|| wait.trim().parse().ok()).flatten()
}

async fn pause(milliseconds: f64) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let done = move || drop(done.call0(&JsValue::NULL));
        set_timeout(done, Duration::from_millis(milliseconds as u64));
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    kind.starts_with("text/html")
}
