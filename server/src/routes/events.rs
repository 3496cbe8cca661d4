//! `/instances/{name}/events`

use axum::Json;
use axum::extract::{Path, State};
use slipway_core::api::EventView;

use super::instances::find;
use crate::app::App;
use crate::errors::ApiResult;
use crate::view;

/// `GET /instances/{name}/events`: of the instance, its pod, its claim and its Secret, oldest first.
pub async fn list(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<Vec<EventView>>> {
    find(&app, &name).await?;
    Ok(Json(view::events(&app.stores.events.about(&name))))
}
