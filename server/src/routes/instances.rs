//! `/instances`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use slipway_core::api::{ApplyRequest, Desired, InstanceView};

use crate::app::App;
use crate::apply;
use crate::crd::AgentInstance;
use crate::errors::{ApiError, ApiResult};
use crate::extract::{self, Path};

/// Query of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// List deleted ones too.
    deleted: bool,
}

/// `GET /instances`: all that are not deleted, by name.
pub async fn list(
    State(app): State<App>,
    extract::Query(query): extract::Query<ListQuery>,
) -> ApiResult<Response> {
    app.ready().await?;
    let here = app.clone();
    let written = move || {
        let is_listed = |it: &AgentInstance| query.deleted || it.spec.desired_state != Desired::Deleted;
        let instances = here.stores.instances.state_filter(is_listed);
        let mut views: Vec<InstanceView> = instances.iter().map(|instance| here.view(instance)).collect();
        views.sort_by(|one, other| one.name.cmp(&other.name));
        Json(views).into_response()
    };
    Ok(app.work.run(written).await?)
}

/// `GET /instances/{name}`: a deleted one too.
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<InstanceView>> {
    Ok(Json(app.view(&find(&app, &name).await?)))
}

/// `POST /instances`: 201 when it is new, 200 when an equal one is there.
pub async fn create(
    State(app): State<App>,
    extract::Settings(request): extract::Settings<ApplyRequest>,
) -> ApiResult<(StatusCode, Json<InstanceView>)> {
    app.ready().await?;
    let (status, instance) = apply::apply(&app, &request).await?;
    Ok((status, Json(app.view(&instance))))
}

/// The instance of that name, as the API server has it.
pub(super) async fn find(app: &App, name: &str) -> ApiResult<AgentInstance> {
    app.ready().await?;
    app.instance(name).await?.ok_or_else(|| ApiError::not_found(format!("There is no instance {name}.")))
}
