//! Making manifests, which takes as long as the settings are large.

use std::sync::Arc;

use slipway_core::config::{Config, VERSION};
use slipway_core::finding::{Finding, MORE};
use slipway_core::render::{self, Manifests, Rendered};
use slipway_core::target::{KubernetesVersion, Target};
use tokio::sync::OnceCell;

use super::context::Context;
use super::halt::Halt;
use crate::crd::Activation;

/// Findings that are told; of the others their number.
const TOLD: usize = 5;

/// What the objects of an activation are made from. The manifests are made when something is applied from them: most
/// passes apply nothing.
pub(super) struct Recipe {
    activation: Arc<Activation>,
    made: OnceCell<Manifests>,
}

impl Recipe {
    /// Of an activation that has begun.
    pub(super) fn of(activation: &Activation) -> Self {
        Self { activation: Arc::new(activation.clone()), made: OnceCell::new() }
    }

    /// Of an activation that begins, with the name and the digest of its manifests.
    ///
    /// # Errors
    /// Its settings are wrong.
    pub(super) async fn new(
        context: &Context,
        activation: &Activation,
    ) -> Result<(Self, String, String), Halt> {
        let recipe = Self::of(activation);
        let activation = recipe.activation.clone();
        let make = move || accepted(&activation).map(|manifests| (manifests.sha256(), manifests));
        let (digest, manifests) = context.compute(make).await?.map_err(Halt::stuck)?;
        let name = manifests.name.clone();
        Ok((Self { made: OnceCell::new_with(Some(manifests)), ..recipe }, name, digest))
    }

    /// The manifests. Of an activation that has begun: it was accepted then, whatever the checks say by now.
    pub(super) async fn manifests(&self, context: &Context) -> Result<&Manifests, Halt> {
        let make = async || {
            let activation = self.activation.clone();
            let made = context.compute(move || {
                let made = render::objects(&config(&activation), &target(&activation));
                made.map_or_else(|| accepted(&activation), Ok)
            });
            made.await?.map_err(Halt::stuck)
        };
        self.made.get_or_try_init(make).await
    }
}

/// The manifests of an activation, or what is wrong with it.
fn accepted(activation: &Activation) -> Result<Manifests, String> {
    let Rendered { findings, manifests } = render::render(&config(activation), &target(activation));
    match manifests {
        Some(manifests) if !findings.iter().any(Finding::is_error) => Ok(manifests),
        Some(_) | None => Err(wrong(&findings)),
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
    // Of more than are told, one stands for the others.
    let (others, errors): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().filter(|finding| finding.is_error()).partition(|finding| finding.code == MORE);
    let errors: Vec<String> =
        errors.into_iter().map(|finding| format!("{}: {}", finding.path, finding.message)).collect();
    let told = errors.get(..TOLD).unwrap_or(&errors).join(" ");
    match (errors.len().saturating_sub(TOLD), others.is_empty()) {
        (0, _) => format!("Its settings are wrong: {told}"),
        (1, true) => format!("Its settings are wrong: {told} There is one more problem."),
        (more, true) => format!("Its settings are wrong: {told} There are {more} more problems."),
        (more, false) => format!("Its settings are wrong: {told} There are more than {more} more problems."),
    }
}

#[cfg(test)]
mod tests {
    use slipway_core::finding::first;

    use super::*;

    #[test]
    fn the_first_problems_are_told_and_the_others_counted() {
        let check = |count: usize, end: &str| {
            let findings: Vec<Finding> =
                (0..count).map(|n| Finding::error("test", format!("f{n}"), "No.")).collect();
            let sentence = wrong(&first(findings));
            assert!(sentence.starts_with("Its settings are wrong: f0: No. "), "{sentence}");
            assert!(sentence.ends_with(end), "{count}: {sentence}");
        };
        check(5, "f4: No.");
        check(6, "f4: No. There is one more problem.");
        check(100, "f4: No. There are 95 more problems.");
        check(8000, "f4: No. There are more than 95 more problems.");
    }
}
