//! `/instances/dry-run`

use axum::Json;
use axum::extract::State;
use slipway_core::api::{ApplyRequest, DryRun};

use crate::app::App;
use crate::apply;
use crate::errors::ApiResult;
use crate::extract;

/// `POST /instances/dry-run`: everything `POST /instances` does, but nothing is stored.
pub async fn dry_run(
    State(app): State<App>,
    extract::Settings(request): extract::Settings<ApplyRequest>,
) -> ApiResult<Json<DryRun>> {
    app.ready().await?;
    Ok(Json(apply::rehearse(&app, &request).await?))
}
