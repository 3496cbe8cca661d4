//! What every request passes: an id, a time limit, and a problem for a body when it fails.

use std::any::Any;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;
use uuid::Uuid;

use crate::errors::{ApiError, Carried};
use crate::people;
use crate::work::words;

/// The header of an answer that names its log lines.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Gives the request an id, writes the body of a failed one and logs what the user is not told.
pub async fn problems(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string();
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let answer = async { written(next.run(request).await, &id) };
    let mut response = answer.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    response
}

/// Ends a request that people would wait for too long.
pub async fn time_limit(request: Request, next: Next) -> Response {
    people::wait(next.run(request)).await
}

/// What is left of a handler that panicked.
#[expect(clippy::needless_pass_by_value, reason = "the signature tower-http calls")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    ApiError::internal(format!("panic: {}", words(&*panic))).into_response()
}

fn written(mut response: Response, id: &str) -> Response {
    let Some(Carried { mut problem, cause }) = response.extensions_mut().remove::<Carried>() else {
        return response;
    };
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(cause, "{}", problem.code);
        problem.request_id = Some(id.to_owned());
    } else {
        tracing::debug!(code = problem.code, cause, "{}", problem.message);
    }
    let (parts, _) = response.into_parts();
    let mut response = (parts.status, Json(problem)).into_response();
    if let Some(again) = parts.headers.get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, again.clone());
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use slipway_core::api::Problem;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    #[expect(clippy::panic, reason = "what is tested")]
    async fn broken() -> StatusCode {
        panic!("the secret reason")
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_only_where_the_reason_is() {
        let router = Router::new()
            .route("/", get(broken))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(problems));
        let response = router.oneshot(Request::new(Body::empty())).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = response.headers()[REQUEST_ID_HEADER].to_str().expect("text").to_owned();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let problem: Problem = serde_json::from_slice(&body).expect("a problem");
        assert_eq!((problem.code.as_str(), problem.request_id), ("internal", Some(id)));
        assert!(!problem.message.contains("secret"), "{}", problem.message);
    }
}
