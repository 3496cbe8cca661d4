//! `/instances/{name}/events`

use axum::Json;
use axum::extract::State;
use kube::ResourceExt;
use slipway_core::api::EventView;

use super::instances::known;
use crate::app::App;
use crate::errors::ApiResult;
use crate::extract::Path;
use crate::view;

/// `GET /instances/{name}/events`: of the instance, its pod, its claim and its Secret, oldest first.
pub async fn list(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<Vec<EventView>>> {
    let instance = known(&app, &name).await?;
    let created = instance.creation_timestamp().map(|created| created.0);
    Ok(Json(view::events(&app.stores.events.about(&name), created)))
}
