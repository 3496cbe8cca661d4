//! Server-side apply: who owns which field, and what follows from it.
//!
//! The model is that of `sigs.k8s.io/structured-merge-diff`: an object is a set of leaf [paths](path::Path); every
//! manager owns a set of them; an apply merges its configuration in, removes what the manager applied before and no
//! longer does, and conflicts where it would change what another manager owns.
//!
//! - `path`: paths and sets of paths, and their `fieldsV1` form
//! - `shape`: which lists are maps or sets and which values are atomic, by kind or by a custom resource's schema
//! - `leaves`: the leaf paths of an object
//! - `merge`, `remove`: the two changes an apply makes
//! - `managers`: `metadata.managedFields`

mod leaves;
mod managers;
mod merge;
mod path;
mod remove;
mod shape;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use managers::Writer;
pub(crate) use shape::Shape;

use crate::{
    object,
    resource::Resource,
    status::{ApiError, Cause, Result},
};
use leaves::{Leaves, leaves};
use managers::{Manager, Managers};
use path::FieldSet;

/// The shape of a resource's objects.
pub(crate) fn shape_of(resource: &Resource) -> Shape<'_> {
    match &resource.custom {
        Some(served) => Shape::custom(&served.schema),
        None => Shape::builtin(&resource.kind),
    }
}

/// The result of applying `config` to `live`: the merged object with its managed fields, not yet defaulted.
/// `live` is null when the object does not exist yet.
pub(crate) fn apply(
    resource: &Resource,
    live: &Value,
    config: &Value,
    writer: &Writer,
    force: bool,
) -> Result<Value> {
    let shape = shape_of(resource);
    let mut managers = Managers::of(live);
    if managers.is_empty() && !live.is_null() {
        let fields = owned(&with_containers(&shape, live));
        managers.put(Manager::new(&Writer::before_first_apply(writer), fields));
    }
    let wanted = owned(&leaves(&shape, config).map_err(|error| untyped(resource, config, &error))?);
    let before = managers.fields_of(writer);
    let mut merged = merge::merge(&shape, live, config);
    let dropped = before.minus(&wanted).minus(&managers.union_without(writer));
    remove::remove(&shape, &mut merged, &dropped, &managers.union_without(writer).plus(&wanted));
    let changes = Changes::between(&shape, live, &merged);
    managers.resolve_conflicts(writer, &changes.set, force)?;
    managers.forget(writer, &changes.removed);
    let manager = Manager::new(writer, wanted);
    // Who changes nothing but what he owns leaves no time.
    managers.put(if merged == *live { manager.timeless() } else { manager });
    managers.write(&mut merged);
    Ok(merged)
}

/// Records in `new` that a create, update or patch by `writer` changed it from `live` (null when created).
pub(crate) fn record_update(resource: &Resource, live: &Value, new: &mut Value, writer: &Writer) {
    let shape = shape_of(resource);
    let mut managers = Managers::of(live);
    let changes = Changes::of(&with_containers(&shape, live), &with_containers(&shape, new));
    managers.forget(writer, &changes.set);
    managers.forget(writer, &changes.removed);
    let fields = managers.fields_of(writer).plus(&changes.set).minus(&changes.removed);
    managers.put(Manager::new(writer, fields));
    managers.write(new);
}

/// The difference of two objects.
struct Changes {
    /// Added and modified.
    set: FieldSet,
    removed: FieldSet,
}

impl Changes {
    fn between(shape: &Shape<'_>, old: &Value, new: &Value) -> Self {
        Self::of(&lenient(shape, old), &lenient(shape, new))
    }

    fn of(old: &Leaves, new: &Leaves) -> Self {
        let set = new.iter().filter(|(path, value)| old.get(*path) != Some(*value));
        let removed = old.keys().filter(|path| !new.contains_key(*path));
        Self { set: set.map(|(path, _)| path.clone()).collect(), removed: removed.cloned().collect() }
    }
}

/// The leaves of a stored object, which cannot have duplicate list items.
fn lenient(shape: &Shape<'_>, value: &Value) -> Leaves {
    leaves(shape, value).unwrap_or_else(|_| BTreeMap::new())
}

/// The same with the maps and lists that hold them, which belong to who made them.
fn with_containers(shape: &Shape<'_>, value: &Value) -> Leaves {
    leaves::with_containers(shape, value).unwrap_or_else(|_| BTreeMap::new())
}

fn owned(leaves: &Leaves) -> FieldSet {
    leaves.keys().cloned().collect()
}

fn untyped(resource: &Resource, config: &Value, error: &str) -> ApiError {
    let (namespace, name) = (object::namespace(config), object::name(config));
    let group_version = if resource.group.is_empty() {
        format!("/{}", resource.version)
    } else {
        format!("{}/{}", resource.group, resource.version)
    };
    ApiError::internal(format!(
        "failed to create typed patch object ({namespace}/{name}; {group_version}, Kind={}): {error}",
        resource.kind
    ))
}

impl Managers {
    /// Finds what `writer` would change of others' fields; `force` takes those fields from them instead.
    fn resolve_conflicts(&mut self, writer: &Writer, changed: &FieldSet, force: bool) -> Result<()> {
        let conflicts = self.conflicts(writer, changed);
        if conflicts.is_empty() {
            return Ok(());
        }
        if !force {
            return Err(conflict_error(&conflicts));
        }
        self.forget(writer, changed);
        Ok(())
    }
}

/// The wording of `NewConflictError` in `k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go`.
fn conflict_error(conflicts: &[(String, FieldSet)]) -> ApiError {
    let causes: Vec<Cause> = conflicts
        .iter()
        .flat_map(|(manager, fields)| {
            let message = format!("conflict with {manager}");
            fields
                .listed()
                .into_iter()
                .map(move |path| Cause::new("FieldManagerConflict", path.to_string(), message.clone()))
        })
        .collect();
    let message = match causes.as_slice() {
        [one] => format!("Apply failed with 1 conflict: {}: {}", one.message, one.field),
        many => format!("Apply failed with {} conflicts: {}", many.len(), listed(conflicts)),
    };
    ApiError::apply_conflict(message, &causes)
}

fn listed(conflicts: &[(String, FieldSet)]) -> String {
    let mut lines = Vec::new();
    for (manager, fields) in conflicts {
        lines.push(format!("conflicts with {manager}:"));
        lines.extend(fields.listed().into_iter().map(|path| format!("- {path}")));
    }
    lines.join("\n")
}
