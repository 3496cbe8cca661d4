//! From a plan to the objects. Nothing here can fail.

mod claim;
mod containers;
mod pod;
mod secret;

use serde_json::{Map, Value};

pub(crate) use claim::claim_spec;
pub(crate) use containers::{OWN_DIRECTORIES, PULL_IMAGES};

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
    Objects { secret: secret::secret(plan), claim: claim::claim(plan), pod: pod::pod(plan) }
}

/// A mapping of the fields that are there.
fn present<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(fields.collect::<Map<_, _>>())
}
