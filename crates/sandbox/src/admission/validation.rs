//! Field rules of the built-in kinds that have a full validator.

use serde_json::Value;
use slipway_core::{
    target::KubernetesVersion,
    validate::{self, Kind},
};

use crate::{resource::Resource, status::Cause};

/// The kind by which a resource's objects are validated; `None` for those without rules of their own.
pub(crate) fn kind(resource: &Resource) -> Option<Kind> {
    let kinds = [Kind::Pod, Kind::PersistentVolumeClaim, Kind::Secret];
    kinds.into_iter().find(|kind| resource.group.is_empty() && resource.kind == kind.as_str())
}

/// Everything that is wrong with an object, its name included.
pub(crate) fn causes(resource: &Resource, version: (u32, u32), object: &Value) -> Vec<Cause> {
    let Some(kind) = kind(resource) else { return Vec::new() };
    let (major, minor) = version;
    let found = validate::object_for(kind, object, KubernetesVersion { major, minor });
    found.into_iter().map(|it| Cause::new(it.reason.as_str(), it.field, it.message)).collect()
}
