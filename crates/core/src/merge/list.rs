//! Lists: `mergeSlice` and what belongs to it.

mod memory;

use super::error::MergeError;
use super::go::{Kind, bad_patch_type, no_merge_key, printed_list};
use super::map::PATCH;
use super::order::{Order, name, normalize, partition};
use super::schema::Field;
use memory::Memory;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A merged list.
pub(super) struct Merged {
    pub(super) items: Vec<Value>,
    /// The order of the original list as it looks afterwards to those who still hold it: upstream works in its memory,
    /// and `$setElementOrder` reads the order from there.
    pub(super) order_afterwards: Order,
}

/// Merges two lists as their field says; `is_delete_list`: the patch lists what to take out.
pub(super) fn merge(
    original: Vec<Value>,
    patch: Vec<Value>,
    field: Field,
    is_delete_list: bool,
) -> Result<Merged, MergeError> {
    let key = field.merge_key.unwrap_or_default();
    if field.merge_key.is_none() && !is_delete_list {
        return Ok(Merged { order_afterwards: Order::of(&original, key), items: patch });
    }
    if original.is_empty() && patch.is_empty() {
        return Ok(Merged { order_afterwards: Order::of(&original, key), items: original });
    }
    if item_kind(&[&original, &patch])? == Kind::Map {
        return if key.is_empty() {
            Err(MergeError::new("cannot merge lists without merge key for struct"))
        } else {
            merge_mappings(original, &patch, field, key)
        };
    }
    let patch_order = Order::of(&patch, key);
    let mut items = original;
    if is_delete_list {
        items.retain(|item| patch_order.place(item).is_none());
        return Ok(Merged { order_afterwards: Order::of(&items, key), items });
    }
    let own_order = Order::of(&items, key);
    // `deduplicateScalars`: upstream keeps another of several equal ones, and sorts them all afterwards.
    let mut seen = BTreeSet::new();
    items.extend(patch);
    items.retain(|item| seen.insert(name(item, key)));
    let (patch_items, own_items) = partition(items, &patch_order)?;
    let items = normalize(patch_items, own_items, &patch_order, &own_order)?;
    Ok(Merged { items, order_afterwards: own_order })
}

/// The one kind that all items have.
pub(super) fn item_kind(lists: &[&Vec<Value>]) -> Result<Kind, MergeError> {
    let mut kinds = lists.iter().flat_map(|list| list.iter()).map(Kind::of);
    let first = kinds.next().ok_or_else(|| MergeError::new("no elements in any of the given slices"))?;
    if first == Kind::Slice {
        return Err(MergeError::new("lists of lists are not supported"));
    }
    // Upstream panics on null items; we call them what they are.
    if first == Kind::Nil || kinds.any(|kind| kind != first) {
        let shown: Vec<String> = lists.iter().map(|list| printed_list(list)).collect();
        return Err(MergeError::new(format!("list element types are not identical: [{}]", shown.join(" "))));
    }
    Ok(first)
}

fn merge_mappings(
    original: Vec<Value>,
    patch: &[Value],
    field: Field,
    key: &'static str,
) -> Result<Merged, MergeError> {
    let Directed { patch, deleted, replaces } = follow_directives(patch, key)?;
    let mut memory = Memory::without(original, &deleted, key);
    let items: Vec<Value> = patch.iter().map(|(_, item)| (*item).clone()).collect();
    let (patch_order, own_order, merged) = if replaces {
        (Order::of(&[], key), Order::of(&items, key), items)
    } else {
        let (patch_order, own_order) = (Order::of(&items, key), memory.order());
        for (index, item) in patch {
            memory.merge(item, field).map_err(|error| error.inside(index))?;
        }
        (patch_order, own_order, memory.take())
    };
    let (patch_items, own_items) = partition(merged, &patch_order)?;
    let items = normalize(patch_items, own_items, &patch_order, &own_order)?;
    Ok(Merged { items, order_afterwards: memory.order_afterwards() })
}

/// What a patch's items say.
struct Directed<'p> {
    /// Those that are no directives, with their places in the patch.
    patch: Vec<(usize, &'p Value)>,
    /// The names of those to delete.
    deleted: Vec<String>,
    replaces: bool,
}

/// `mergeSliceWithSpecialElements`.
fn follow_directives<'p>(patch: &'p [Value], key: &str) -> Result<Directed<'p>, MergeError> {
    let mut directed = Directed { patch: Vec::new(), deleted: Vec::new(), replaces: false };
    for (index, item) in patch.iter().enumerate() {
        let Some((fields, directive)) =
            item.as_object().and_then(|fields| Some((fields, fields.get(PATCH)?)))
        else {
            directed.patch.push((index, item));
            continue;
        };
        match directive.as_str() {
            Some("delete") => named(fields, key).map(|()| directed.deleted.push(name(item, key))),
            Some("replace") => {
                directed.replaces = true;
                Ok(())
            }
            Some("merge") => Err(MergeError::new("merging lists cannot yet be specified in the patch")),
            Some(_) | None => Err(MergeError::new(bad_patch_type(directive, fields))),
        }
        .map_err(|error| error.inside(index))?;
    }
    Ok(directed)
}

/// Fails for an item that does not say which one it is.
fn named(fields: &Map<String, Value>, key: &str) -> Result<(), MergeError> {
    if fields.contains_key(key) { Ok(()) } else { Err(MergeError::new(no_merge_key(fields, key))) }
}
