//! Volume claims that are missing or not bound.

use super::Diagnosis;
use super::cause::{mentions, of_pod, quoted, shortened};
use super::facts::{Event, Facts};
use super::time::unix_seconds;
use crate::read::{dig, get, list, text};

/// Minutes after which a volume is late.
const PATIENCE: i64 = 5;

fn scheduler_says<'a>(facts: &Facts<'a>) -> &'a str {
    match facts.condition("PodScheduled") {
        Some(condition) if text(condition, "status") == "False" => text(condition, "message"),
        Some(_) | None => "",
    }
}

/// The pod names a claim that does not exist.
pub(super) fn missing(facts: &Facts<'_>) -> Option<Diagnosis> {
    let message = scheduler_says(facts);
    let named = message.split("persistentvolumeclaim ").nth(1).filter(|rest| rest.contains("not found"))?;
    let name = quoted(named)?;
    let sentence = format!("The volume claim \"{name}\" does not exist, so the pod gets no node.");
    let advice = "Create the claim, or start the instance again: Slipway then creates its own.";
    let evidence = vec![format!("condition PodScheduled: {}", shortened(message))];
    Some(of_pod("claim-missing", true, sentence, advice, evidence))
}

/// The claim waits for a volume that does not come.
pub(super) fn pending(facts: &Facts<'_>) -> Option<Diagnosis> {
    let unbound = text_of_phase(facts) == "Pending" && !facts.is_scheduled();
    if !holds_up_pod(facts) && !unbound {
        return None;
    }
    let name = claim_name(facts);
    if let Some(event) = of_claim(facts, "ProvisioningFailed") {
        let quotes = vec![event.quoted()];
        if mentions(event.message, &["storageclass.storage.k8s.io", "storageclass"])
            && event.message.contains("not found")
        {
            let class = quoted(event.message).unwrap_or_default();
            let sentence =
                format!("The volume claim {name} waits: the cluster has no storage class \"{class}\".");
            let advice =
                "Choose a storage class that the cluster has, or leave it empty for the default one.";
            return Some(of_pod("storage-class-missing", true, sentence, advice, quotes));
        }
        let cause = shortened(event.message);
        let sentence = format!("The storage of the volume claim {name} could not be made: {cause}.");
        let advice = "Look at the storage provider of the cluster: the message is its own.";
        return Some(of_pod("provisioning-failed", true, sentence, advice, quotes));
    }
    let Some(event) = of_claim(facts, "FailedBinding") else { return slow(facts, &name) };
    let sentence = format!(
        "The volume claim {name} waits: no volume fits it, and it has no storage class that could make one (the cluster has no default class)."
    );
    let advice = "Choose a storage class, or have a default storage class set for the cluster.";
    Some(of_pod("no-storage-class", true, sentence, advice, vec![event.quoted()]))
}

/// A volume takes seconds, with some providers minutes; who makes none says nothing at all.
fn slow(facts: &Facts<'_>, name: &str) -> Option<Diagnosis> {
    let claimed =
        get(facts.claim, "metadata").map(|meta| text(meta, "creationTimestamp")).unwrap_or_default();
    // A claim that waits for its first pod is older than what it waits for now.
    let since = unix_seconds(claimed)?.max(unix_seconds(facts.created()).unwrap_or_default());
    let minutes = (facts.now - since) / 60;
    if minutes < PATIENCE || !is_being_made(facts) {
        return None;
    }
    let said = ["ExternalProvisioning", "Provisioning"].iter().find_map(|reason| of_claim(facts, reason));
    let sentence = format!("The volume claim {name} has waited for its volume for {minutes} minutes.");
    let advice = "Look whether the provider of its storage class is installed and running.";
    let quotes = said.map(|event| vec![event.quoted()]).unwrap_or_default();
    Some(of_pod("volume-slow", false, sentence, advice, quotes))
}

/// Whether the scheduler looks for no node before the pod's claims have volumes.
pub(super) fn holds_up_pod(facts: &Facts<'_>) -> bool {
    scheduler_says(facts).contains("unbound immediate PersistentVolumeClaims")
}

/// Whether somebody makes a volume for a claim, as far as is known.
pub(super) fn is_being_made(facts: &Facts<'_>) -> bool {
    let asked =
        || ["ExternalProvisioning", "Provisioning"].iter().any(|reason| of_claim(facts, reason).is_some());
    holds_up_pod(facts) || (text_of_phase(facts) == "Pending" && asked())
}

/// The newest event of that reason about the claim.
fn of_claim<'f, 'a>(facts: &'f Facts<'a>, reason: &str) -> Option<&'f Event<'a>> {
    facts.events.iter().rfind(|event| event.kind == "PersistentVolumeClaim" && event.reason == reason)
}

fn text_of_phase<'a>(facts: &Facts<'a>) -> &'a str {
    get(facts.claim, "status").map(|status| text(status, "phase")).unwrap_or_default()
}

/// The claim's own name, or that of the pod's first volume that is a claim.
fn claim_name(facts: &Facts<'_>) -> String {
    let own = get(facts.claim, "metadata").map(|meta| text(meta, "name")).filter(|name| !name.is_empty());
    let mut volumes = list(facts.spec, "volumes").iter();
    let named = volumes.find_map(|volume| dig(volume, &["persistentVolumeClaim", "claimName"])?.as_str());
    own.or(named).map(|name| format!("\"{name}\"")).unwrap_or_else(|| "of the pod".to_owned())
}
