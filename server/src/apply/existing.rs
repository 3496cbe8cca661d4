use slipway_core::api::Desired;
use slipway_core::config::Config;

use crate::app::App;
use crate::crd::{AgentImage, AgentInstance};
use crate::errors::{ApiError, ApiResult};

/// What is there of the instance's name.
pub(super) enum Existing {
    /// Nothing.
    Nothing,
    /// An instance with the same image and settings.
    Same(Box<AgentInstance>),
}

/// Compares what is there with what is wanted: equal is fine, different is a conflict.
pub(super) async fn check(app: &App, config: &Config, name: &str) -> ApiResult<Existing> {
    if let Some(image) = app.image(&config.image_name).await? {
        check_image(&image, config)?;
    }
    let Some(instance) = app.instance(name).await? else { return Ok(Existing::Nothing) };
    let same = instance.spec.image == config.image_name && instance.spec.instance == config.instance;
    if instance.spec.desired_state == Desired::Deleted {
        let message = format!(
            "An instance named {name} was deleted and not purged yet; purge it, or take another suffix."
        );
        return Err(ApiError::conflict("exists", message).at("instance.suffix"));
    }
    if same {
        return Ok(Existing::Same(Box::new(instance)));
    }
    let message =
        format!("An instance named {name} is there already, with other settings; take another suffix.");
    Err(ApiError::conflict("exists", message).at("instance.suffix"))
}

fn check_image(image: &AgentImage, config: &Config) -> ApiResult<()> {
    if image.spec.0 == config.image {
        return Ok(());
    }
    let message = format!(
        "An image named {} is there already, with other settings; give this one another name, or take the settings \
         of the one that is there.",
        config.image_name
    );
    Err(ApiError::conflict("image-differs", message).at("imageName"))
}
