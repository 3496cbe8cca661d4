//! What of a pod an overlay leaves alone: Slipway's own labels, its name, and what the cluster or the server sets.
//!
//! The merge does what the snippet says, as everywhere; that it cannot be applied is said here, at its line.

use serde_json::Value;

use super::Patch;
use crate::finding::Finding;
use crate::path::Path;
use crate::plan::OWN_LABELS;
use crate::yaml;

/// The finding about a field that is not the overlay's to set.
pub(crate) const RESERVED: &str = "overlay-reserved";

const NAMED: &str = "the name is made from instance.namePrefix and the suffix, change those";
const PLACED: &str = "the pod is made beside its instance, in the same namespace";
const OWNED: &str = "the instance is the pod's owner";
const FINAL: &str = "a pod that waits for somebody never goes, and nobody takes it off";
const CLUSTER: &str = "the cluster sets it";
const STATUS: &str = "it is what the cluster says of a pod";
const KIND: &str = "an overlay is merged into the pod";
const LABEL: &str = "Slipway sets it and knows its pods by it";

/// Fields of the metadata, and who has the say.
const METADATA: [(&str, &str); 13] = [
    ("name", NAMED),
    ("generateName", NAMED),
    ("namespace", PLACED),
    ("ownerReferences", OWNED),
    ("finalizers", FINAL),
    ("uid", CLUSTER),
    ("resourceVersion", CLUSTER),
    ("generation", CLUSTER),
    ("creationTimestamp", CLUSTER),
    ("deletionTimestamp", CLUSTER),
    ("deletionGracePeriodSeconds", CLUSTER),
    ("managedFields", CLUSTER),
    ("selfLink", CLUSTER),
];

/// Reports what one overlay changed and must not; `before` and `after` are the pod around its merge.
pub(super) fn check(before: &Value, after: &Value, patch: &Patch, findings: &mut Vec<Finding>) {
    let metadata = Path::root().join("metadata");
    let fields = METADATA.iter().map(|(field, who)| said(metadata.join(*field), who));
    let status = said(Path::root().join("status"), STATUS);
    let kind = ["apiVersion", "kind"].map(|field| said(Path::root().join(field), KIND));
    let said = labels(metadata.join("labels"), after).into_iter().chain(fields).chain([status]).chain(kind);
    let changed: Vec<_> = said.filter(|(path, _)| path.find(before) != path.find(after)).collect();
    let places = yaml::places(&patch.text, &changed.iter().map(|(path, _)| path).collect::<Vec<_>>());
    for ((path, message), place) in changed.into_iter().zip(places) {
        let finding = Finding::error(RESERVED, patch.field, message);
        findings.push(finding.seen_at(path.to_string()).positioned(place));
    }
}

/// Each label by itself; where none is left, what took them away is one thing to say.
fn labels(labels: Path, after: &Value) -> Vec<(Path, String)> {
    let own = || OWN_LABELS.iter().map(|label| labels.join(*label));
    if own().any(|label| label.find(after).is_some()) {
        return own().map(|label| said(label, LABEL)).collect();
    }
    let message =
        format!("{labels} loses the labels Slipway knows its pods by: add to them, and leave those.");
    vec![(labels, message)]
}

fn said(path: Path, who: &str) -> (Path, String) {
    let message = format!("The field {path} is not for an overlay: {who}. Leave it out.");
    (path, message)
}
