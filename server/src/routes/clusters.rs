//! `/clusters`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use slipway_core::api::Cluster;

use crate::app::App;
use crate::cluster;
use crate::errors::{ApiError, ApiResult, answer};
use crate::extract::Path;

/// `GET /clusters`: the one in use first.
pub async fn list(State(app): State<App>) -> Json<Vec<Cluster>> {
    Json([app.link.view()].into_iter().chain(app.others.iter().cloned()).collect())
}

/// `POST /clusters/{name}/definitions`: installs or updates the custom resource definitions.
pub async fn install_definitions(
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult<Json<Cluster>> {
    if name != app.link.identity.name {
        return Err(match app.others.iter().find(|other| other.name == name) {
            Some(_) => {
                let message =
                    format!("Slipway is not connected to cluster {name}; start it with --context {name}.");
                ApiError::conflict("not-connected", message)
            }
            None => ApiError::not_found(format!("There is no cluster {name}.")),
        });
    }
    cluster::install(&app.client).await.map_err(refused)?;
    app.link.look().await;
    Ok(Json(app.link.view()))
}

fn refused(error: kube::Error) -> ApiError {
    match answer(&error) {
        Some(status) if status.code == 403 => {
            let message = "The server may not install the definitions; somebody who may can run \
                           `slipway crds | kubectl apply --server-side -f -`.";
            ApiError::new(StatusCode::FORBIDDEN, "forbidden", message).quoting(status.message.clone())
        }
        Some(_) | None => error.into(),
    }
}
