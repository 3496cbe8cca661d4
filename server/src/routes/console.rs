//! The console's pages and files, and what is none of them.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;
use crate::errors::ApiError;

/// Every screen is the same page.
pub async fn page(State(app): State<App>, headers: HeaderMap) -> Response {
    assets::page(&*app.assets, &headers)
}

/// A file of the console; what is none and was asked for by somebody who reads pages gets the page, which says that
/// there is no such one and where to go.
pub async fn file(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return no_such_route(uri).await.into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return no_such_method(method).await.into_response();
    }
    let path = uri.path().strip_prefix('/').unwrap_or_default();
    let is_plain = !path.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    let found = if is_plain { assets::respond(&*app.assets, path, &headers) } else { None };
    found.unwrap_or_else(|| no_such_page(&app, headers))
}

fn no_such_page(app: &App, mut headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    if !accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        return (StatusCode::NOT_FOUND, "There is no such page.\n").into_response();
    }
    // Always whole: "not modified" is no answer that can also say "not found".
    headers.remove(header::IF_NONE_MATCH);
    (StatusCode::NOT_FOUND, assets::page(&*app.assets, &headers)).into_response()
}

/// An unknown path of the API.
pub async fn no_such_route(uri: Uri) -> ApiError {
    ApiError::not_found(format!("The API has no route {}.", uri.path()))
}

/// A known path, but not with this method.
pub async fn no_such_method(method: Method) -> ApiError {
    let message = format!("This route does not take the method {method}.");
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message)
}
