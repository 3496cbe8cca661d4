//! Reading requests: bodies, paths and queries whose errors are problems that name the field.

mod parts;
mod read;

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, EditRequest, ImageRequest};
use slipway_core::config::from_value;
use slipway_core::finding::Finding;

use crate::errors::ApiError;
use crate::work::Work;

pub use parts::{Path, Query};

use read::{read, read_secret};

/// Largest request body in bytes: a configuration with two long overlays is a tenth of it.
pub const BODY_LIMIT: usize = 512 << 10;

/// How long a body may take to arrive: half of what the whole request may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A JSON body with a secret value: a rejection names the field and repeats nothing of it.
#[derive(Debug)]
pub struct Secret<T>(pub T);

impl<T, S> FromRequest<S> for Secret<T>
where
    T: DeserializeOwned + Send + 'static,
    S: Send + Sync,
    Work: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = body(request, state, BODY_TIME).await?;
        Work::from_ref(state).run(move || read_secret(&bytes)).await?.map(Self)
    }
}

/// A JSON body with settings. What is unknown or does not fit among these is refused with every field it is about:
/// a setting that was dropped in silence would be missed in a running pod.
#[derive(Debug)]
pub struct Settings<T>(pub T);

/// A request with settings.
pub trait HasSettings {
    /// The settings in the body of a request, as a written configuration.
    fn configuration(body: &Value) -> Value;

    /// The field of the request that a setting stands in, where it has another name there.
    fn field(setting: &str) -> &str {
        setting
    }
}

impl HasSettings for ApplyRequest {
    fn configuration(body: &Value) -> Value {
        body.get("config").cloned().unwrap_or_default()
    }
}

impl HasSettings for EditRequest {
    fn configuration(body: &Value) -> Value {
        json!({"imageName": body.get("imageName"), "instance": body.get("instance")})
    }
}

impl HasSettings for ImageRequest {
    fn configuration(body: &Value) -> Value {
        json!({"imageName": body.get("name"), "image": body.get("image")})
    }

    fn field(setting: &str) -> &str {
        if setting == "imageName" { "name" } else { setting }
    }
}

impl<T, S> FromRequest<S> for Settings<T>
where
    T: DeserializeOwned + HasSettings + Send + 'static,
    S: Send + Sync,
    Work: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = body(request, state, BODY_TIME).await?;
        Work::from_ref(state).run(move || settings(&bytes)).await?.map(Self)
    }
}

fn settings<T: DeserializeOwned + HasSettings>(bytes: &[u8]) -> Result<T, ApiError> {
    let settings = T::configuration(&read(bytes)?);
    // What is not there at all is what the types themselves report.
    let findings = if settings.is_object() { from_value(settings).findings } else { Vec::new() };
    if findings.iter().any(Finding::is_error) {
        return Err(wrong::<T>(findings));
    }
    read(bytes)
}

/// The settings of a request are wrong: 422 with every error among `findings`, at the fields of the request.
#[must_use]
pub fn wrong<T: HasSettings>(mut findings: Vec<Finding>) -> ApiError {
    for finding in &mut findings {
        finding.path = T::field(&finding.path).to_owned();
    }
    ApiError::findings(&findings)
}

async fn body<S: Send + Sync>(request: Request, state: &S, limit: Duration) -> Result<Bytes, ApiError> {
    let arrived = tokio::time::timeout(limit, Bytes::from_request(request, state)).await.map_err(|_| {
        let message = format!("The request did not arrive within {} seconds.", limit.as_secs());
        ApiError::new(StatusCode::REQUEST_TIMEOUT, "too-slow", message)
    })?;
    arrived.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::new(StatusCode::BAD_REQUEST, "unreadable", "The request broke off."),
    })
}

/// The body is larger than [`BODY_LIMIT`].
#[must_use]
pub fn too_large() -> ApiError {
    let message = format!("The request is larger than {} KiB.", BODY_LIMIT >> 10);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Body;
    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn a_body_that_does_not_arrive_is_the_clients_doing() {
        let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        let late = super::body(Request::new(body), &(), Duration::ZERO).await.expect_err("it never arrives");
        assert_eq!((late.problem().status, late.problem().code.as_str()), (408, "too-slow"));
        assert!(late.problem().message.starts_with("The request"), "{:?}", late.problem());
    }
}
