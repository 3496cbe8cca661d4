use std::error::Error;

use axum::extract::{FromRequestParts, Path as AxumPath, Query as AxumQuery};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::read::field;
use crate::errors::ApiError;

/// A name in a path; one that is no text is a [`slipway_core::api::Problem`].
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let AxumPath(path) = AxumPath::from_request_parts(parts, state)
            .await
            .map_err(|rejection| unreadable(&rejection.body_text()))?;
        Ok(Self(path))
    }
}

/// A query string; a wrong one is a [`slipway_core::api::Problem`] that names the field.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let AxumQuery(query) = AxumQuery::from_request_parts(parts, state).await.map_err(|rejection| {
            let problem = unreadable(&rejection.body_text());
            match stopped(&rejection) {
                Some(path) => problem.at(&path),
                None => problem,
            }
        })?;
        Ok(Self(query))
    }
}

fn unreadable(words: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "unreadable", format!("{words}."))
}

/// The field at which a query string stopped fitting: axum keeps it among the causes.
fn stopped(rejection: &(dyn Error + 'static)) -> Option<String> {
    let causes = std::iter::successors(Some(rejection), |error| (*error).source());
    causes
        .filter_map(|error| error.downcast_ref::<serde_path_to_error::Error<serde::de::value::Error>>())
        .find_map(|error| field(error.path(), &error.inner().to_string()))
}
