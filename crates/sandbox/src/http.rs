//! The wire: URLs, headers and bodies in, Kubernetes objects and `Status`es out.
//!
//! - `target`: what a URL names
//! - `objects`: requests on resources
//! - `watch`, `log`: the streaming answers
//! - `discovery`, `openapi`, `review`: what clients ask before they start
//! - `options`: the parameters of a request; `fresh`: the revision they ask for
//! - `accept`: tables and metadata-only answers
//! - `guard`: who may ask at all
//! - `play`: the faults that strike requests
//! - `listen`, `places`: connections, and how many there may be

mod accept;
mod discovery;
mod fresh;
mod guard;
mod listen;
mod log;
mod objects;
mod openapi;
mod options;
mod places;
mod play;
mod review;
mod target;
mod watch;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
    middleware,
    routing::{any, get},
};
use serde_json::Value;
use tokio::{sync::watch as signal, time::timeout};

use crate::{
    cluster::Cluster,
    faults,
    status::{ApiError, Result},
    verbs::Params,
};
pub(crate) use accept::metadata_only;
pub(crate) use listen::serve;
pub use places::CONNECTIONS;
use target::Target;

/// The largest body of a request, as of a real API server.
const BODY_LIMIT: usize = 3 * 1024 * 1024;
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// What every handler needs.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) cluster: Arc<Cluster>,
    /// Turns true when the sandbox stops; streams end then.
    pub(crate) closing: signal::Receiver<bool>,
}

/// A request, read.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) params: Params,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// A header as text; empty when absent.
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What a client is called, also as a field manager that has no other name: its `User-Agent` up to the slash.
pub(crate) fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agent = agent.split('/').next().unwrap_or_default();
    if agent.is_empty() { "unknown".to_owned() } else { agent.chars().take(128).collect() }
}

/// Every route. Resources come and go with definitions, so their URLs are read by [`Target`].
pub(crate) fn router(api: Api) -> Router {
    Router::new()
        .route("/healthz", get(healthy))
        .route("/livez", get(healthy))
        .route("/readyz", get(healthy))
        .route("/version", get(discovery::version))
        .route("/api", get(discovery::core))
        .route("/apis", get(discovery::groups))
        .route("/openapi/v3", get(openapi::index))
        .route("/openapi/v3/{*version}", get(openapi::document))
        .route("/api/{*path}", any(resources))
        .route("/apis/{*path}", any(resources))
        .route("/debug/requests", get(requests))
        .route("/debug/work", get(work))
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(api.clone(), play::play))
        .layer(middleware::from_fn(guard::check))
        .with_state(api)
}

async fn healthy() -> &'static str {
    "ok"
}

/// How much the cluster's own controllers had to do.
async fn work(State(api): State<Api>) -> Response<Body> {
    let work = serde_json::json!({ "objectsLookedAt": api.cluster.store.looked_at() });
    json(StatusCode::OK, &work)
}

/// How many requests there were, by verb and resource.
async fn requests(State(api): State<Api>) -> Response<Body> {
    json(StatusCode::OK, &api.cluster.requests.all())
}

async fn unknown() -> Response<Body> {
    refusal(&ApiError::no_page())
}

async fn resources(
    State(api): State<Api>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let answer = async {
        let request = Request { method, params: params(&uri), headers, body: read(body).await? };
        answer(&api, uri.path(), request).await
    };
    answer.await.unwrap_or_else(|error| refusal(&error))
}

fn params(uri: &Uri) -> Params {
    Query::try_from_uri(uri).map(|Query(map)| Params(map)).unwrap_or_default()
}

async fn read(body: Body) -> Result<Bytes> {
    let read = timeout(BODY_TIME, to_bytes(body, BODY_LIMIT)).await.map_err(|_| ApiError::too_slow())?;
    read.map_err(|_| ApiError::too_large_body(BODY_LIMIT))
}

async fn answer(api: &Api, path: &str, request: Request) -> Result<Response<Body>> {
    let target = Target::parse(path).ok_or_else(ApiError::no_resource)?;
    if !discovery::is_group(api, &target.group) {
        return Err(ApiError::no_page());
    }
    if target.plural.is_empty() {
        return discovery::group_version(api, &target);
    }
    if let Some(answer) = review::answer(&target, &request) {
        return answer;
    }
    let (group, version) = (&target.group, &target.version);
    let resource =
        api.cluster.registry.find(group, version, &target.plural).ok_or_else(ApiError::no_resource)?;
    let orders = resource.is_core("namespaces") && request.method != Method::GET;
    let answer = objects::answer(api, resource, target, request).await;
    if orders {
        // Before the answer goes out: what the annotation of a namespace orders is true from there on.
        faults::refresh(&api.cluster);
    }
    answer
}

/// A JSON answer.
pub(crate) fn json(code: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = code;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An error as a `Status`.
pub(crate) fn refusal(error: &ApiError) -> Response<Body> {
    let code = StatusCode::from_u16(error.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if error.is_plain() {
        let mut response = Response::new(Body::from(format!("{}\n", error.message)));
        *response.status_mut() = code;
        return response;
    }
    json(code, &error.to_status())
}

/// Adds a `Warning` header for each warning.
pub(crate) fn with_warnings(mut response: Response<Body>, warnings: &[String]) -> Response<Body> {
    for warning in warnings {
        let text = format!("299 - {}", Value::from(warning.as_str()));
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::WARNING, value);
        }
    }
    response
}
