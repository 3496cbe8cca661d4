//! Reading requests: JSON bodies whose errors name the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query as AxumQuery, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use slipway_core::api::{ApplyRequest, EditRequest, ImageRequest};
use slipway_core::config::from_value;
use slipway_core::finding::Finding;

use crate::errors::ApiError;

/// Largest request body in bytes: a configuration with two long overlays is a tenth of it.
pub const BODY_LIMIT: usize = 512 << 10;

/// A JSON body. Unlike axum's, every rejection is a [`slipway_core::api::Problem`] that names the field.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        read(&body(request, state).await?).map(Self)
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
}

impl<T: DeserializeOwned + HasSettings, S: Send + Sync> FromRequest<S> for Settings<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = body(request, state).await?;
        let settings = T::configuration(&read(&bytes)?);
        // What is not there at all is what the types themselves report.
        let findings = if settings.is_object() { from_value(settings).findings } else { Vec::new() };
        if findings.iter().any(Finding::is_error) {
            return Err(ApiError::findings(&findings));
        }
        read(&bytes).map(Self)
    }
}

async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::new(StatusCode::BAD_REQUEST, "unreadable", "The request broke off."),
    })
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let message = format!("The request is not what this route reads: {}.", error.inner());
        let problem = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", message);
        if path == "." { problem } else { problem.at(&path) }
    })?;
    reader.end().map_err(|error| {
        let message = format!("The request has something after its JSON: {error}.");
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", message)
    })?;
    Ok(value)
}

/// A query string; a wrong one is a [`slipway_core::api::Problem`].
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let AxumQuery(query) = AxumQuery::from_request_parts(parts, state).await.map_err(|rejection| {
            ApiError::new(StatusCode::BAD_REQUEST, "unreadable", format!("{}.", rejection.body_text()))
        })?;
        Ok(Self(query))
    }
}

/// The body is larger than [`BODY_LIMIT`].
#[must_use]
pub fn too_large() -> ApiError {
    let message = format!("The request is larger than {} KiB.", BODY_LIMIT >> 10);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message)
}
