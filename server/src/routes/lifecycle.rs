//! `POST /instances/{name}/start|stop|restart|purge`, `DELETE /instances/{name}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use kube::ResourceExt;
use kube::api::{DeleteParams, Patch, Preconditions};
use serde_json::json;
use slipway_core::api::{Desired, InstanceView};

use super::instances::find;
use crate::app::App;
use crate::crd::{AgentInstance, RESTARTED_AT};
use crate::editing::{self, TRIES};
use crate::errors::{ApiError, ApiResult, is_code};
use crate::extract::Path;
use crate::objects::{changing, is_missing};

/// `POST /instances/{name}/start`: a new activation, unless it is active.
pub async fn start(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<InstanceView>> {
    let instance = find_with_image(&app, &name).await?;
    want(&app, &name, instance, Desired::Active).await
}

/// `POST /instances/{name}/restart`: a new activation, whatever it was before; the volume stays.
pub async fn restart(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<InstanceView>> {
    find_with_image(&app, &name).await?;
    let annotations = json!({RESTARTED_AT: Timestamp::now().to_string()});
    let change = json!({"metadata": {"annotations": annotations}, "spec": {"desiredState": Desired::Active}});
    let instance = app.instances().patch(&name, &changing(), &Patch::Merge(change)).await?;
    Ok(Json(app.view(&instance)))
}

/// `POST /instances/{name}/stop`: the pod goes, the volume stays. Brings a deleted one back into the lists.
pub async fn stop(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<InstanceView>> {
    let instance = find(&app, &name).await?;
    want(&app, &name, instance, Desired::Inactive).await
}

/// `DELETE /instances/{name}`: as stop, and out of the lists. The volume stays until it is purged.
pub async fn delete(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<InstanceView>> {
    let instance = find(&app, &name).await?;
    want(&app, &name, instance, Desired::Deleted).await
}

/// `POST /instances/{name}/purge`: the instance goes, and with it everything it owns.
pub async fn purge(State(app): State<App>, Path(name): Path<String>) -> ApiResult<StatusCode> {
    let mut tries = 0;
    loop {
        let instance = find(&app, &name).await?;
        if instance.spec.desired_state == Desired::Active {
            let message =
                format!("Instance {name} is active; stop or delete it before purging it with its volume.");
            return Err(ApiError::conflict("active", message));
        }
        tries += 1;
        match app.instances().delete(&name, &while_unchanged(&instance)).await {
            Ok(_) => return Ok(StatusCode::NO_CONTENT),
            // Somebody else was faster.
            Err(error) if is_missing(&error, &name) => return Ok(StatusCode::NO_CONTENT),
            // It changed since it was looked at; perhaps it was started.
            Err(error) if is_code(&error, 409) && tries < TRIES => editing::pause().await,
            Err(error) => return Err(error.into()),
        }
    }
}

fn while_unchanged(instance: &AgentInstance) -> DeleteParams {
    let preconditions = Preconditions { uid: instance.uid(), resource_version: instance.resource_version() };
    DeleteParams { preconditions: Some(preconditions), ..DeleteParams::background() }
}

/// An instance that can start.
async fn find_with_image(app: &App, name: &str) -> ApiResult<AgentInstance> {
    let instance = find(app, name).await?;
    if app.image(&instance.spec.image).await?.is_none() {
        let message = format!("The image {} of instance {name} does not exist.", instance.spec.image);
        return Err(ApiError::conflict("image-missing", message));
    }
    Ok(instance)
}

async fn want(
    app: &App,
    name: &str,
    instance: AgentInstance,
    desired: Desired,
) -> ApiResult<Json<InstanceView>> {
    if instance.spec.desired_state == desired {
        return Ok(Json(app.view(&instance)));
    }
    let patch = Patch::Merge(json!({"spec": {"desiredState": desired}}));
    let instance = app.instances().patch(name, &changing(), &patch).await?;
    Ok(Json(app.view(&instance)))
}
