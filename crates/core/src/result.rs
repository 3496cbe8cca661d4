//! Checks of what will be applied: the API server's own rules, on the merged objects.

use crate::config::Config;
use crate::finding::Finding;
use crate::overlay::{self, Patch};
use crate::path::Path;
use crate::render::Manifests;
use crate::target::Target;
use crate::validate::{self, Kind, Violation};

pub(crate) fn check(config: &Config, manifests: &Manifests, target: &Target, findings: &mut Vec<Finding>) {
    let patches = overlay::patches(config, &mut Vec::new()).unwrap_or_default();
    let version = target.kubernetes;
    let pod = &manifests.pod;
    let shape = validate::shape(Kind::Pod, pod);
    let violations = shape.into_iter().chain(validate::object_for(Kind::Pod, pod, version));
    // A field that must not be there at all need not be right.
    let told = reserved(findings);
    let untold = |violation: &Violation| !told.iter().any(|path| violation.field.starts_with(path));
    for violation in violations.filter(untold) {
        findings.push(finding("result-invalid", violation, manifests, &patches, Finding::error));
    }
    for violation in validate::warnings(Kind::Pod, pod, version).into_iter().filter(untold) {
        findings.push(finding("result-warning", violation, manifests, &patches, Finding::warning));
    }
    for violation in validate::object_for(Kind::PersistentVolumeClaim, &manifests.claim, version) {
        findings.push(
            Finding::error("result-invalid", "instance.storage", violation.sentence).seen_at(violation.field),
        );
    }
}

/// The fields an overlay must leave alone and did not.
fn reserved(findings: &[Finding]) -> Vec<String> {
    let found = findings.iter().filter(|finding| finding.code == overlay::RESERVED);
    found.filter_map(|finding| finding.object_path.clone()).collect()
}

/// A violation beside the overlay that caused it, at its line; where none did, at the instance's overlay field.
fn finding(
    code: &str,
    violation: Violation,
    manifests: &Manifests,
    patches: &[Patch],
    make: fn(&str, String, String) -> Finding,
) -> Finding {
    let path = violation.field.parse::<Path>().unwrap_or_default();
    let origin = overlay::origin(patches, &manifests.pod, &path);
    let (field, position) = origin.unwrap_or(("instance.overlay", None));
    make(code, field.to_owned(), format!("{}: {}", violation.field, violation.sentence))
        .seen_at(violation.field)
        .positioned(position)
}
