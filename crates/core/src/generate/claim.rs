//! The volume that survives a stop.

use serde_json::{Value, json};

use super::present;
use crate::plan::Plan;

pub(super) fn claim(plan: &Plan) -> Value {
    let metadata = json!({ "name": plan.name, "labels": plan.labels });
    let spec = claim_spec(&plan.storage.size, plan.storage.class.as_deref());
    json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec })
}

/// The spec of a claim for one node at a time; without a class the cluster's default is meant.
pub(crate) fn claim_spec(size: &str, class: Option<&str>) -> Value {
    present([
        ("accessModes", Some(json!(["ReadWriteOnce"]))),
        ("resources", Some(json!({ "requests": { "storage": size } }))),
        ("storageClassName", class.map(|class| json!(class))),
    ])
}
