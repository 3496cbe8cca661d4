use axum::http::StatusCode;
use slipway_core::api::{ApplyRequest, Desired};

use super::existing::{self, Existing};
use crate::app::App;
use crate::crd::{AgentImage, AgentImageSpec, AgentInstance, AgentInstanceSpec};
use crate::editing::{self, TRIES};
use crate::errors::{ApiError, ApiResult, answer};
use crate::images;
use crate::objects::writing;

/// Stores the image, unless it is there, and the instance; an image stored for an instance that was then refused is
/// taken away again. 201 when the instance is new, 200 when an equal request was faster.
pub(super) async fn store(
    app: &App,
    request: &ApplyRequest,
    name: &str,
) -> ApiResult<(StatusCode, AgentInstance)> {
    let is_new = store_image(app, request).await?;
    let stored = match app.instances().create(&writing(), &instance(request, name)).await {
        Ok(instance) => Ok((StatusCode::CREATED, instance)),
        Err(error) if answer(&error).is_some_and(|status| status.code == 409) => {
            there(app, request, name).await
        }
        Err(error) => Err(error.into()),
    };
    match &stored {
        // Somebody may have deleted the image before the instance that uses it was to be seen.
        Ok(_) if !images::touch(app, &request.config.image_name).await? => {
            store_image(app, request).await?;
        }
        Err(_) if is_new => drop(images::delete_unused(app, &request.config.image_name).await),
        Ok(_) | Err(_) => {}
    }
    stored
}

/// The instance that another request created meanwhile, when it is equal.
async fn there(app: &App, request: &ApplyRequest, name: &str) -> ApiResult<(StatusCode, AgentInstance)> {
    match existing::check(app, &request.config, name).await? {
        Existing::Same(instance) => Ok((StatusCode::OK, *instance)),
        Existing::Nothing => {
            let message = format!("An instance named {name} came and went in the meantime; apply again.");
            Err(ApiError::conflict("exists", message).at("instance.suffix"))
        }
    }
}

/// Stores the image unless an equal one is there; whether it was stored.
async fn store_image(app: &App, request: &ApplyRequest) -> ApiResult<bool> {
    let config = &request.config;
    let image = AgentImage::new(&config.image_name, AgentImageSpec(config.image.clone()));
    for _ in 0..TRIES {
        match app.images().create(&writing(), &image).await {
            Ok(_) => return Ok(true),
            Err(error) if answer(&error).is_some_and(|status| status.code == 409) => {}
            Err(error) => return Err(error.into()),
        }
        match app.image(&config.image_name).await? {
            Some(found) if found.spec.0 == config.image => return Ok(false),
            Some(_) => {
                let message = format!("An image named {} was created in the meantime.", config.image_name);
                return Err(ApiError::conflict("image-differs", message).at("imageName"));
            }
            // Deleted in between: there is room for this one now.
            None => editing::pause().await,
        }
    }
    let message = format!(
        "An image named {} is there and is not, each time Slipway stores it; apply again.",
        config.image_name
    );
    Err(ApiError::conflict("exists", message).at("imageName"))
}

fn instance(request: &ApplyRequest, name: &str) -> AgentInstance {
    let spec = AgentInstanceSpec {
        image: request.config.image_name.clone(),
        desired_state: if request.start { Desired::Active } else { Desired::Inactive },
        instance: request.config.instance.clone(),
    };
    AgentInstance::new(name, spec)
}
