//! Pods that were told to go and do not.

use super::Diagnosis;
use super::cause::of_pod;
use super::facts::{Container, Facts};
use super::{node, time};
use crate::read::text;

/// So many seconds after the end of its grace period a pod is late: the kubelet has to clean up first.
const LATE: i64 = 30;

/// The pod is still there although its grace period is long over.
pub(super) fn overdue(facts: &Facts<'_>) -> Option<Diagnosis> {
    if facts.now - time::unix_seconds(facts.goes_at())? < LATE {
        return None;
    }
    Some(held(facts).or_else(|| on_lost_node(facts)).unwrap_or_else(|| late(facts)))
}

/// The node has done its part; somebody else has not.
fn held(facts: &Facts<'_>) -> Option<Diagnosis> {
    let finalizers = facts.finalizers().join(", ");
    if finalizers.is_empty() || facts.containers.iter().any(Container::is_running) {
        return None;
    }
    let sentence = format!(
        "The pod is not removed because of its finalizers ({finalizers}): whoever set them has not let it go."
    );
    let advice = format!(
        "Look for the controller that these names belong to; if it is gone for good, take them off: kubectl edit pod {}.",
        facts.name()
    );
    let evidence = vec![format!("finalizers: {finalizers}"), due(facts)];
    Some(of_pod("removal-held", true, sentence, &advice, evidence))
}

/// Only the kubelet of its node can say that the containers have ended.
fn on_lost_node(facts: &Facts<'_>) -> Option<Diagnosis> {
    let mut evidence = node::silence(facts)?;
    evidence.push(due(facts));
    let sentence = format!(
        "{} does not answer, so the pod cannot be removed: nobody knows whether its containers still run.",
        node_of(facts)
    );
    let advice = format!("Wait for the node to come back, or {}.", by_force(facts));
    Some(of_pod("removal-node-lost", true, sentence, &advice, evidence))
}

fn late(facts: &Facts<'_>) -> Diagnosis {
    let sentence = format!(
        "{} has not removed the pod in time: it is lost, or a container or a volume does not let go.",
        node_of(facts)
    );
    let advice = format!("Look at the node and its kubelet; if it is lost, {}.", by_force(facts));
    of_pod("removal-late", true, sentence, &advice, vec![due(facts)])
}

fn node_of(facts: &Facts<'_>) -> String {
    match text(facts.spec, "nodeName") {
        "" => "The cluster".to_owned(),
        name => format!("The node {name}"),
    }
}

fn by_force(facts: &Facts<'_>) -> String {
    format!(
        "remove it from the cluster, or give the pod up: kubectl delete pod {} --force --grace-period=0",
        facts.name()
    )
}

fn due(facts: &Facts<'_>) -> String {
    format!("pod was to be gone by {}", facts.goes_at())
}
