//! The pull Secret, by reference.
//!
//! A configuration never holds a secret value. The manifest says whose data the Secret copies; the controller fills
//! it in. Applied by hand without data, the API server refuses it loudly instead of pulling without credentials.

use serde_json::{Value, json};

use crate::plan::Plan;

/// Names the Secret whose data is copied.
const COPY_OF: &str = "slipway.dev/copy-of";

pub(super) fn secret(plan: &Plan) -> Option<Value> {
    let credentials = plan.registry_credentials.as_ref()?;
    Some(json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": { "name": plan.name, "labels": plan.labels, "annotations": { COPY_OF: credentials } },
        "type": "kubernetes.io/dockerconfigjson",
    }))
}
