//! What the scheduler knows of pods: which wait for the node, and what those on it ask of it. Kept from change to change,
//! so that nobody has to look at every pod to place one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    object,
    quantity::{self, Quantity},
    store::Key,
};

/// What is counted of a node.
pub(crate) const COUNTED: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

type Requests = [Quantity; COUNTED.len()];

/// The pods that wait, and those that have a place.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// By creation time and name: the oldest first.
    waiting: BTreeSet<(String, Key)>,
    placed: BTreeMap<Key, Requests>,
}

impl Load {
    /// Takes note of a pod as it is.
    pub(crate) fn note(&mut self, key: &Key, pod: &Value) {
        let place = (object::text(pod, "/metadata/creationTimestamp").to_owned(), key.clone());
        if is_waiting(pod) {
            self.waiting.insert(place);
        } else {
            self.waiting.remove(&place);
        }
        if !uses_node(pod) {
            self.placed.remove(key);
        } else if !self.placed.contains_key(key) {
            self.placed.insert(key.clone(), COUNTED.map(|name| requests_of(pod, name)));
        }
    }

    /// Forgets a pod that is gone.
    pub(crate) fn forget(&mut self, key: &Key, pod: &Value) {
        self.waiting.remove(&(object::text(pod, "/metadata/creationTimestamp").to_owned(), key.clone()));
        self.placed.remove(key);
    }

    /// The pods that wait for the node and for which `wanted` holds, the oldest first.
    pub(crate) fn waiting(&self, wanted: impl Fn(&Key) -> bool) -> Vec<Key> {
        self.waiting.iter().map(|(_, key)| key).filter(|key| wanted(key)).cloned().collect()
    }

    /// How many pods are on the node.
    pub(crate) fn pods(&self) -> usize {
        self.placed.len()
    }

    /// What they ask of it, in the order of [`COUNTED`].
    pub(crate) fn requests(&self) -> Requests {
        let add = |total: Requests, more: &Requests| {
            let mut more = more.iter();
            total.map(|it| more.next().map_or(it, |more| quantity::sum(it, *more)))
        };
        self.placed.values().fold([Quantity::ZERO; COUNTED.len()], add)
    }
}

fn is_waiting(pod: &Value) -> bool {
    object::text(pod, "/spec/nodeName").is_empty()
        && !object::deleting(pod)
        && object::items(pod, "/spec/schedulingGates").is_empty()
        && object::text(pod, "/spec/schedulerName") == "default-scheduler"
}

/// Whether a pod takes room on the node.
pub(crate) fn uses_node(pod: &Value) -> bool {
    !object::text(pod, "/spec/nodeName").is_empty()
        && !matches!(object::text(pod, "/status/phase"), "Succeeded" | "Failed")
}

/// What a pod asks of a node: the sum of its containers and sidecars, or its largest init container.
pub(crate) fn requests_of(pod: &Value, resource: &str) -> Quantity {
    let of = |it: &Value| {
        let requests = object::at(it, "/resources/requests");
        let text = requests.get(resource).and_then(Value::as_str).unwrap_or_default();
        quantity::parse(text).unwrap_or(Quantity::ZERO)
    };
    let mut lasting = Quantity::ZERO;
    let mut peak = Quantity::ZERO;
    for container in object::items(pod, "/spec/initContainers") {
        let needed = quantity::sum(lasting, of(container));
        if object::text(container, "/restartPolicy") == "Always" {
            lasting = needed;
        } else if needed > peak {
            peak = needed;
        }
    }
    let total = object::items(pod, "/spec/containers").iter().map(of).fold(lasting, quantity::sum);
    peak.max(total)
}
