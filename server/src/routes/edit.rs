//! `PUT /instances/{name}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kube::ResourceExt;
use slipway_core::api::{Desired, EditRequest, InstanceView};
use slipway_core::config::{Config, VERSION};

use super::instances::find;
use crate::app::App;
use crate::apply;
use crate::crd::AgentInstance;
use crate::editing;
use crate::errors::{ApiError, ApiResult};
use crate::extract::{self, Path};
use crate::images;
use crate::objects::{Kind, Ownership, ownership};

/// Edits an inactive instance.
pub async fn edit(
    State(app): State<App>,
    Path(name): Path<String>,
    extract::Settings(request): extract::Settings<EditRequest>,
) -> ApiResult<Json<InstanceView>> {
    let instance = find(&app, &name).await?;
    check_state(&app, &instance).await?;
    check_version(&request.resource_version)?;
    let EditRequest { image_name, instance: settings, resource_version } = request;
    check_name(&name, &settings.name_prefix, &settings.suffix)?;
    let image = app.image(&image_name).await?.ok_or_else(|| {
        let message = format!("There is no image {image_name}.");
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at("imageName")
    })?;
    let config =
        Config { version: VERSION, image_name: image_name.clone(), image: image.spec.0, instance: settings };
    let checked = apply::render_checked(&app, &config).await?;
    apply::rehearse_objects(&app, &config, &checked, Some(&instance)).await?;
    let edited = editing::replace(app.instances(), &name, &resource_version, |instance| {
        instance.spec.image.clone_from(&image_name);
        instance.spec.instance.clone_from(&config.instance);
    });
    let instance = edited.await?.ok_or_else(|| {
        let message = format!("Instance {name} was changed in the meantime; load it again.");
        ApiError::conflict("edited-meanwhile", message)
    })?;
    if !images::touch(&app, &instance.spec.image).await? {
        let message =
            format!("The image {} was deleted in the meantime; choose another.", instance.spec.image);
        return Err(ApiError::conflict("image-missing", message).at("imageName"));
    }
    Ok(Json(app.view(&instance)))
}

/// An edit without a version would overwrite what somebody else wrote meanwhile.
pub(super) fn check_version(version: &str) -> ApiResult<()> {
    if version.is_empty() {
        let message = "An edit says which version of the settings it began from.";
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at("resourceVersion"));
    }
    Ok(())
}

/// While its pod is there it is not over, whatever its state says: an instance that failed stops as slowly as any other.
async fn check_state(app: &App, instance: &AgentInstance) -> ApiResult<()> {
    let name = instance.name_any();
    match instance.spec.desired_state {
        Desired::Inactive | Desired::Deleted => {}
        Desired::Active => {
            let message = format!("Instance {name} is active; stop it before editing it.");
            return Err(ApiError::conflict("active", message));
        }
    }
    let uid = instance.uid().unwrap_or_default();
    let pod = app.objects.get(Kind::Pod, &name).await?;
    if pod.is_some_and(|pod| ownership(&pod, &uid) == Ownership::Ours) {
        let message = format!("Instance {name} is still stopping; edit it when it is inactive.");
        return Err(ApiError::conflict("stopping", message));
    }
    Ok(())
}

fn check_name(name: &str, prefix: &str, suffix: &str) -> ApiResult<()> {
    if format!("{prefix}-{suffix}") == name {
        return Ok(());
    }
    let path = if name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')) {
        "instance.suffix"
    } else {
        "instance.namePrefix"
    };
    let message = format!("The name of an instance cannot change; prefix and suffix must make up {name}.");
    Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at(path))
}
