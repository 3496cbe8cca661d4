//! Names, labels and annotations.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Report;
use crate::config::{DockerMode, Image, Instance};
use crate::field;

/// The characters of a suffix: Kubernetes' own, which spell no words.
pub const SUFFIX_ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// The labels Slipway sets itself; it finds and sorts its pods by them.
pub(crate) const OWN_LABELS: [&str; 5] = [
    "app.kubernetes.io/name",
    "app.kubernetes.io/managed-by",
    "slipway.dev/image",
    "slipway.dev/profile",
    "slipway.dev/pool",
];

/// A label leaves 63 characters; the suffix and its hyphen take 6.
const LONGEST_PREFIX: usize = 57;

/// Seconds a stopping pod gets: the daemon's own 15 s (moby `shutdown-timeout`) and time for the agent.
const DEFAULT_GRACE_SECONDS: u32 = 60;

/// The suffix an instance gets when none was drawn: always the same for the same prefix.
#[must_use]
pub fn derived_suffix(prefix: &str) -> String {
    let digest = Sha256::digest(prefix.as_bytes());
    digest
        .iter()
        .take(5)
        .filter_map(|byte| SUFFIX_ALPHABET.get(usize::from(*byte) % 27))
        .map(|b| char::from(*b))
        .collect()
}

pub(super) fn name(instance: &Instance, report: &mut Report) -> Option<String> {
    let Instance { name_prefix, suffix, .. } = instance;
    let mut sound = report.check("name", "instance.namePrefix", field::label(name_prefix));
    if name_prefix.len() > LONGEST_PREFIX {
        let message = format!(
            "The name prefix may have {LONGEST_PREFIX} characters; this one has {}.",
            name_prefix.len()
        );
        report.error("name-length", "instance.namePrefix", message);
        sound = false;
    }
    let drawn = suffix.len() == 5 && suffix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !suffix.is_empty() && !drawn {
        report.error("suffix", "instance.suffix", "The suffix is five lower-case letters or digits.");
        sound = false;
    }
    let suffix = if suffix.is_empty() { derived_suffix(name_prefix) } else { suffix.clone() };
    sound.then(|| format!("{name_prefix}-{suffix}"))
}

pub(super) fn labels(image_name: &str, instance: &Instance, report: &mut Report) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (key, value) in &instance.labels {
        let path = format!("instance.labels[{key}]");
        report.check("label-key", &path, field::qualified_name(key));
        report.check("label-value", &path, field::label_value(value));
        labels.insert(key.clone(), value.clone());
    }
    report.check("image-name", "imageName", field::label(image_name));
    report.check("pool", "instance.pool", field::label_value(&instance.pool));
    let values = ["ci-agent", "slipway", image_name, instance.profile.kind.as_str(), instance.pool.as_str()];
    for (key, value) in OWN_LABELS.into_iter().zip(values) {
        let theirs = labels.remove(key);
        if !value.is_empty() {
            labels.insert(key.to_owned(), value.to_owned());
        }
        if theirs.is_some() {
            let path = format!("instance.labels[{key}]");
            report.warning(
                "label-reserved",
                path,
                format!("Slipway sets the label {key} itself; this value is not used."),
            );
        }
    }
    labels
}

pub(super) fn annotations(instance: &Instance, agent: &str) -> BTreeMap<String, String> {
    let mut annotations = instance.annotations.clone();
    // `kubectl logs` and `kubectl exec` then mean the agent.
    annotations
        .entry("kubectl.kubernetes.io/default-container".to_owned())
        .or_insert_with(|| agent.to_owned());
    annotations
}

pub(super) fn registry_credentials(image: &Image, report: &mut Report) -> Option<String> {
    let name = &image.registry_credentials;
    if name.is_empty() {
        return None;
    }
    report
        .check("registry-credentials", "image.registryCredentials", field::subdomain(name))
        .then(|| name.clone())
}

pub(super) fn grace(instance: &Instance, mode: DockerMode, report: &mut Report) -> i64 {
    let seconds = instance.termination_grace_seconds.unwrap_or(DEFAULT_GRACE_SECONDS);
    if mode.has_daemon() && seconds < 30 {
        let message =
            "The Docker daemon alone takes up to 15 s to stop its containers: give the pod at least 30 s.";
        report.warning("grace", "instance.terminationGraceSeconds", message);
    }
    i64::from(seconds)
}
