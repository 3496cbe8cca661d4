//! What an activation is made from.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kube::ResourceExt;
use kube::api::Api;
use slipway_core::api::Current;
use slipway_core::config::{Config, VERSION};
use slipway_core::finding::Finding;
use slipway_core::render::{self, Manifests, Rendered};
use slipway_core::target::{KubernetesVersion, Target};

use super::context::Context;
use super::halt::Halt;
use crate::crd::{Activation, AgentImage, AgentInstance, AgentInstanceStatus};
use crate::objects::is_name;

/// A pod that worked this long starts with a clean slate when it fails.
const FORGIVEN_AFTER: Duration = Duration::from_secs(600);

/// A new activation from the image and the settings as they are now.
pub(super) async fn begin(
    context: &Context,
    instance: &AgentInstance,
) -> Result<(Activation, Manifests), Halt> {
    let image = image(context, &instance.spec.image).await?;
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
    let manifests = manifests(&activation)?;
    if manifests.name != instance.name_any() {
        return Err(Halt::stuck(format!(
            "Its settings are for the name {}, but it is named {}; namePrefix and suffix must make up its name.",
            manifests.name,
            instance.name_any()
        )));
    }
    activation.manifest_sha256 = manifests.sha256();
    Ok((activation, manifests))
}

/// The manifests of an activation that has begun: it was accepted then, whatever the checks say by now.
pub(super) fn begun(activation: &Activation) -> Result<Manifests, Halt> {
    match render::objects(&config(activation), &target(activation)) {
        Some(manifests) => Ok(manifests),
        None => manifests(activation),
    }
}

/// The manifests of an activation that begins.
fn manifests(activation: &Activation) -> Result<Manifests, Halt> {
    let Rendered { findings, manifests } = render::render(&config(activation), &target(activation));
    match manifests {
        Some(manifests) if !findings.iter().any(Finding::is_error) => Ok(manifests),
        Some(_) | None => Err(Halt::stuck(wrong(&findings))),
    }
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

/// From the store; from the API server while the store does not know it yet.
async fn image(context: &Context, name: &str) -> Result<Arc<AgentImage>, Halt> {
    if let Some(image) = context.stores.image(name) {
        return Ok(image);
    }
    let images: Api<AgentImage> =
        Api::namespaced(context.link.client.clone(), &context.link.identity.namespace);
    let found = if is_name(name) { images.get_opt(name).await? } else { None };
    match found {
        Some(image) => Ok(Arc::new(image)),
        None => {
            Err(Halt::stuck(format!("Its image {name} does not exist; create it, or choose another image.")))
        }
    }
}

fn config(activation: &Activation) -> Config {
    Config {
        version: VERSION,
        image_name: activation.image_name.clone(),
        image: activation.image.clone(),
        instance: activation.instance.clone(),
    }
}

fn target(activation: &Activation) -> Target {
    Target { kubernetes: KubernetesVersion::parse(&activation.kubernetes).unwrap_or_default() }
}

fn wrong(findings: &[Finding]) -> String {
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| format!("{}: {}", finding.path, finding.message))
        .collect();
    format!("Its settings are wrong: {}", errors.join(" "))
}
