//! The copy of the registry credentials.

use std::time::Duration;

use kube::runtime::reflector::ObjectRef;
use kube::{Resource, ResourceExt};
use serde_json::Value;

use super::activate::owned;
use super::context::Context;
use super::halt::Halt;
use super::recipe::Recipe;
use crate::crd::{Activation, AgentInstance};
use crate::objects::{Kind, Prepared, prepare};

/// Somebody else may make the Secret, which nobody tells us of.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Makes the copy, and keeps it equal to the Secret it copies: before a pod is made always, later when that Secret is
/// one Slipway watches.
pub(super) async fn ensure(
    context: &Context,
    instance: &AgentInstance,
    activation: &Activation,
    recipe: &Recipe,
    needs_pod: bool,
) -> Result<(), Halt> {
    let source_name = &activation.image.registry_credentials;
    if source_name.is_empty() {
        return Ok(());
    }
    let source = match known(context, source_name) {
        Some(source) => source,
        None if !needs_pod => return Ok(()),
        None => context.get(Kind::Secret, source_name).await?.ok_or_else(|| missing(source_name))?,
    };
    let name = instance.name_any();
    let copy = match known(context, &name) {
        Some(copy) => Some(copy),
        None => context.get(Kind::Secret, &name).await?,
    };
    let data = source.get("data");
    if let Some(copy) = copy {
        let copy = owned(instance, Kind::Secret, copy)?;
        if copy.get("data") == data {
            return Ok(());
        }
    }
    let Some(manifest) = &recipe.manifests(context).await?.secret else { return Ok(()) };
    let owner = instance.controller_owner_ref(&());
    let secret = prepare(manifest, &Prepared { owner: owner.as_ref(), data });
    context.apply(Kind::Secret, &name, &secret).await?;
    Ok(())
}

fn known(context: &Context, name: &str) -> Option<Value> {
    let found = context.stores.secrets.get(&ObjectRef::new(name).within(&context.stores.namespace))?;
    serde_json::to_value(&*found).ok()
}

fn missing(name: &str) -> Halt {
    let sentence =
        format!("The Secret {name} with the registry credentials of its image does not exist; create it.");
    Halt::stuck_for(sentence, LOOK_AGAIN)
}
