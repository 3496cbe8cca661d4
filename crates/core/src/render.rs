//! The whole pipeline: configuration, checks, plan, objects, overlays, checks of the result.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::config::{self, Config};
use crate::finding::{self, Finding, Severity};
use crate::generate::Objects;
use crate::plan::Plan;
use crate::target::Target;
use crate::{generate, lint, overlay, plan, result, yaml};

/// What a configuration comes to.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// What there is to say, errors first, in the order of the form: the first hundred, and the number of the others.
    pub findings: Vec<Finding>,
    /// The objects; `None` when the configuration is wrong or an overlay cannot be merged.
    pub manifests: Option<Manifests>,
}

impl Rendered {
    /// Whether something prevents applying.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// The objects of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifests {
    /// Name of the instance and of every object.
    pub name: String,
    /// The pull Secret without its data, when the image names registry credentials.
    pub secret: Option<Value>,
    /// The PersistentVolumeClaim.
    pub claim: Value,
    /// The Pod, overlays merged.
    pub pod: Value,
    /// The Pod before the overlays.
    pub generated_pod: Value,
}

impl Manifests {
    /// The objects in the order they are applied.
    #[must_use]
    pub fn objects(&self) -> Vec<&Value> {
        self.secret.iter().chain([&self.claim, &self.pod]).collect()
    }

    /// All objects as one YAML text.
    #[must_use]
    pub fn yaml(&self) -> String {
        yaml::write_all(&self.objects())
    }

    /// The pod as YAML.
    #[must_use]
    pub fn pod_yaml(&self) -> String {
        yaml::write(&self.pod)
    }

    /// SHA-256 of [`Manifests::yaml`] in lower-case hex: equal digests, equal objects.
    #[must_use]
    pub fn sha256(&self) -> String {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digest = Sha256::digest(self.yaml().as_bytes());
        let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| HEX.get(usize::from(nibble))).map(|digit| char::from(*digit)).collect()
    }
}

/// Runs the pipeline. Of a configuration that exceeds the [`limits`](crate::limits), only that is said.
#[must_use]
pub fn render(config: &Config, target: &Target) -> Rendered {
    if let Some(finding) = config::excess(config) {
        return rendered(vec![finding], None);
    }
    let (mut findings, plan) = plan::check(config, target);
    let sound = lint::check(config, target, &mut findings);
    let patches = overlay::patches(config, &mut findings);
    let manifests = plan.filter(|_| sound).zip(patches).and_then(|(plan, patches)| {
        let objects = generate::objects(&plan);
        let pod = overlay::merge(&objects.pod, &patches, &mut findings)?;
        let manifests = manifests(plan, objects, pod);
        result::check(&patches, &manifests, target, &mut findings);
        Some(manifests)
    });
    rendered(findings, manifests)
}

/// The objects alone, of a configuration that was accepted before: what its checks have learned since is no reason to
/// give up what runs. `None` where nothing can be made of it.
#[must_use]
pub fn objects(config: &Config, target: &Target) -> Option<Manifests> {
    if config::excess(config).is_some() {
        return None;
    }
    let plan = plan::check(config, target).1?;
    let patches = overlay::patches(config, &mut Vec::new())?;
    let objects = generate::objects(&plan);
    let pod = overlay::merge(&objects.pod, &patches, &mut Vec::new())?;
    Some(manifests(plan, objects, pod))
}

/// The pipeline without its second half, for a configuration without overlays: the same objects, and every finding
/// but those of `lint` and of the checks of the result. `None` where there is an overlay.
///
/// The console starts with this; reading, merging and validating come with the part it fetches next.
#[must_use]
pub fn render_plain(config: &Config, target: &Target) -> Option<Rendered> {
    if !(config.image.overlay.trim().is_empty() && config.instance.overlay.trim().is_empty()) {
        return None;
    }
    if let Some(finding) = config::excess(config) {
        return Some(rendered(vec![finding], None));
    }
    let (findings, plan) = plan::check(config, target);
    let manifests = plan.map(|plan| {
        let objects = generate::objects(&plan);
        let pod = objects.pod.clone();
        manifests(plan, objects, pod)
    });
    Some(rendered(findings, manifests))
}

fn manifests(plan: Plan, objects: Objects, pod: Value) -> Manifests {
    let Objects { secret, claim, pod: generated_pod } = objects;
    Manifests { name: plan.name, secret, claim, pod, generated_pod }
}

fn rendered(mut findings: Vec<Finding>, manifests: Option<Manifests>) -> Rendered {
    // No sort: its code is larger than all of this file, in every console.
    let mut sorted = Vec::with_capacity(findings.len());
    for severity in [Severity::Error, Severity::Warning, Severity::Advice] {
        sorted.extend(findings.extract_if(.., |finding| finding.severity == severity));
    }
    Rendered { findings: finding::first(sorted), manifests }
}
