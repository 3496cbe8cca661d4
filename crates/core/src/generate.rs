//! From a plan to the objects. Nothing here can fail.

mod claim;
mod containers;
mod pod;
mod secret;

use serde::Serialize;
use serde_json::Value;

use crate::plan::Plan;

/// The objects of one instance, all of its name.
pub(crate) struct Objects {
    /// The pull Secret, without its data: the annotation says whose data it copies.
    pub(crate) secret: Option<Value>,
    pub(crate) claim: Value,
    /// Before the overlays.
    pub(crate) pod: Value,
}

pub(crate) fn objects(plan: &Plan) -> Objects {
    Objects {
        secret: secret::secret(plan),
        claim: document(&claim::claim(plan)),
        pod: document(&pod::pod(plan)),
    }
}

/// k8s-openapi types always have a JSON form.
fn document(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}
