//! What an activation is made from.

use std::time::Duration;

use jiff::Timestamp;
use kube::ResourceExt;
use slipway_core::api::Current;

use super::context::Context;
use super::halt::Halt;
use super::recipe::Recipe;
use crate::crd::{Activation, AgentInstance, AgentInstanceStatus};

/// A pod that worked this long starts with a clean slate when it fails.
const FORGIVEN_AFTER: Duration = Duration::from_secs(600);

/// A new activation from the image and the settings as they are now.
pub(super) async fn begin(context: &Context, instance: &AgentInstance) -> Result<(Activation, Recipe), Halt> {
    let name = &instance.spec.image;
    let Some(image) = context.image(name).await? else {
        return Err(Halt::stuck(format!(
            "Its image {name} does not exist; create it, or choose another image."
        )));
    };
    let mut activation = Activation {
        at: Timestamp::now().to_string(),
        restarted_at: instance.restarted_at().to_owned(),
        image_name: instance.spec.image.clone(),
        image: image.spec.0.clone(),
        image_generation: image.metadata.generation.unwrap_or_default(),
        instance: instance.spec.instance.clone(),
        kubernetes: context.link.health().target().kubernetes.to_string(),
        ..Activation::default()
    };
    let (recipe, made, digest) = Recipe::new(context, &activation).await?;
    let name = instance.name_any();
    if made != name {
        return Err(Halt::stuck(format!(
            "Its settings are for the name {made}, but it is named {name}; namePrefix and suffix must make up its \
             name."
        )));
    }
    activation.manifest_sha256 = digest;
    Ok((activation, recipe))
}

/// Whether the image or the settings are other than those of the activation.
pub(super) fn is_outdated(context: &Context, instance: &AgentInstance, activation: &Activation) -> bool {
    let image = context.stores.image(&instance.spec.image);
    instance.spec.image != activation.image_name
        || instance.spec.instance != activation.instance
        || image.is_some_and(|image| image.spec.0 != activation.image)
}

/// Whether two activations are the same but for their time: a refused one that is tried again.
pub(super) fn same(one: &Activation, other: &Activation) -> bool {
    *one == Activation { at: one.at.clone(), ..other.clone() }
}

/// Forgets earlier failures once the pod has worked for a while.
pub(super) fn forgive(activation: &mut Activation, before: &AgentInstanceStatus) {
    let worked = before.current == Current::Active
        && before
            .since
            .parse::<Timestamp>()
            .is_ok_and(|since| Timestamp::now().duration_since(since).unsigned_abs() >= FORGIVEN_AFTER);
    if worked {
        activation.recreations = 0;
    }
}
