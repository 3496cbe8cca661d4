use kube::api::DeleteParams;
use slipway_core::api::{ApplyRequest, Desired};

use crate::app::App;
use crate::crd::{AgentImage, AgentImageSpec, AgentInstance, AgentInstanceSpec};
use crate::errors::{ApiError, ApiResult, answer};
use crate::objects::writing;

/// Stores the image, unless it is there, and the instance; an image stored for an instance that was then refused is
/// taken away again.
pub(super) async fn store(app: &App, request: &ApplyRequest, name: &str) -> ApiResult<AgentInstance> {
    let is_new = store_image(app, request).await?;
    let result = app.instances().create(&writing(), &instance(request, name)).await;
    if result.is_err() && is_new {
        // Somebody may use it by now, but then it is in the same state as before this request.
        let _ = app.images().delete(&request.config.image_name, &DeleteParams::default()).await;
    }
    result.map_err(|error| match answer(&error) {
        Some(status) if status.code == 409 => {
            let message =
                format!("An instance named {name} was created in the meantime; take another suffix.");
            ApiError::conflict("exists", message).at("instance.suffix")
        }
        Some(_) | None => error.into(),
    })
}

async fn store_image(app: &App, request: &ApplyRequest) -> ApiResult<bool> {
    let config = &request.config;
    let image = AgentImage::new(&config.image_name, AgentImageSpec(config.image.clone()));
    match app.images().create(&writing(), &image).await {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.code == 409 => {
            let found = app.images().get(&config.image_name).await?;
            if found.spec.0 == config.image {
                return Ok(false);
            }
            let message = format!("An image named {} was created in the meantime.", config.image_name);
            Err(ApiError::conflict("image-differs", message).at("imageName"))
        }
        Err(error) => Err(error.into()),
    }
}

fn instance(request: &ApplyRequest, name: &str) -> AgentInstance {
    let spec = AgentInstanceSpec {
        image: request.config.image_name.clone(),
        desired_state: if request.start { Desired::Active } else { Desired::Inactive },
        instance: request.config.instance.clone(),
    };
    AgentInstance::new(name, spec)
}
