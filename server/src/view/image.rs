use kube::ResourceExt;
use slipway_core::api::ImageView;

use super::time;
use crate::crd::AgentImage;
use crate::editing;
use crate::watch::Stores;

/// An image as the API shows it.
#[must_use]
pub fn image(image: &AgentImage, stores: &Stores) -> ImageView {
    let name = image.name_any();
    ImageView {
        used_by: stores.users_of(&name),
        name,
        image: image.spec.0.clone(),
        created: time(image.creation_timestamp().as_ref()),
        resource_version: editing::version(image),
    }
}
