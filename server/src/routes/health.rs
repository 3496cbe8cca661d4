//! Probes.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the console can be served. A cluster in trouble does not take the console away: it is where one
/// reads what the trouble is.
pub async fn ready(State(_): State<App>) -> (StatusCode, &'static str) {
    (StatusCode::OK, "ok\n")
}
