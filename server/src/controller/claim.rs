//! The volume.

use kube::{Resource, ResourceExt};
use serde_json::Value;

use super::activate::owned;
use super::context::Context;
use super::halt::Halt;
use super::recipe::Recipe;
use crate::crd::{Activation, AgentInstance};
use crate::objects::{Kind, Prepared, prepare};

/// Makes the claim, or brings it in line at the beginning of an activation (its size may have grown).
pub(super) async fn ensure(
    context: &Context,
    instance: &AgentInstance,
    activation: &Activation,
    recipe: &Recipe,
) -> Result<(), Halt> {
    let name = instance.name_any();
    let is_new = activation.pod_uid.is_empty();
    let found = match known(context, &name) {
        Some(claim) => Some(claim),
        None => context.get(Kind::Claim, &name).await?,
    };
    if let Some(claim) = found {
        owned(instance, Kind::Claim, claim)?;
        if !is_new {
            return Ok(());
        }
    }
    let owner = instance.controller_owner_ref(&());
    let manifests = recipe.manifests(context).await?;
    let claim = prepare(&manifests.claim, &Prepared { owner: owner.as_ref(), data: None });
    context.apply(Kind::Claim, &name, &claim).await?;
    Ok(())
}

/// The claim of that name, as far as the store knows.
pub(super) fn known(context: &Context, name: &str) -> Option<Value> {
    context.stores.claim(name).and_then(|claim| serde_json::to_value(&*claim).ok())
}
