//! Lists: `mergeSlice` and what belongs to it.

use super::error::MergeError;
use super::go::{Kind, bad_patch_type, no_merge_key, printed_list};
use super::map::{self, PATCH};
use super::order::{index_of, normalize, partition};
use super::schema::Field;
use serde_json::{Map, Value};

/// A merged list.
pub(super) struct Merged {
    pub(super) items: Vec<Value>,
    /// What the original list looks like afterwards to those who still hold it: upstream works in its memory, and
    /// `$setElementOrder` reads the order from there.
    pub(super) original_afterwards: Vec<Value>,
}

impl Merged {
    fn untouched(items: Vec<Value>) -> Self {
        Self { original_afterwards: items.clone(), items }
    }
}

/// Merges two lists as their field says; `is_delete_list`: the patch lists what to take out.
pub(super) fn merge(
    original: Vec<Value>,
    patch: Vec<Value>,
    field: Field,
    is_delete_list: bool,
) -> Result<Merged, MergeError> {
    if field.merge_key.is_none() && !is_delete_list {
        return Ok(Merged { items: patch, original_afterwards: original });
    }
    if original.is_empty() && patch.is_empty() {
        return Ok(Merged::untouched(original));
    }
    let key = field.merge_key.unwrap_or_default();
    if item_kind(&[&original, &patch])? == Kind::Map {
        return if key.is_empty() {
            Err(MergeError::new("cannot merge lists without merge key for struct"))
        } else {
            merge_mappings(original, patch, Field { merge_key: Some(key), ..field }, key)
        };
    }
    if is_delete_list {
        let mut items = original;
        items.retain(|item| !patch.contains(item));
        return Ok(Merged::untouched(items));
    }
    let merged = without_repetitions(original.iter().chain(&patch).cloned().collect());
    let (patch_items, own_items) = partition(merged, &patch, key)?;
    let items = normalize(patch_items, own_items, &patch, &original, key)?;
    Ok(Merged { items, original_afterwards: original })
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

/// `deduplicateScalars`: an item that was there before is overwritten by the last one.
fn without_repetitions(mut items: Vec<Value>) -> Vec<Value> {
    let mut at = 0;
    while at < items.len() {
        let mut other = at + 1;
        while other < items.len() {
            if items.get(at) == items.get(other) {
                items.swap_remove(other);
            } else {
                other += 1;
            }
        }
        at += 1;
    }
    items
}

fn merge_mappings(
    original: Vec<Value>,
    patch: Vec<Value>,
    field: Field,
    key: &str,
) -> Result<Merged, MergeError> {
    let mut memory = Memory::new(original);
    let Directed { patch, replaces } = follow_directives(&mut memory, patch, key)?;
    let (original, patch) = if replaces {
        (patch.into_iter().map(|(_, item)| item).collect(), Vec::new())
    } else {
        (memory.items(), patch)
    };
    if !replaces {
        for (index, item) in &patch {
            merge_item(&mut memory, item, field, key).map_err(|error| error.inside(*index))?;
        }
    }
    let merged = if replaces { original.clone() } else { memory.items() };
    let patch: Vec<Value> = patch.into_iter().map(|(_, item)| item).collect();
    let (patch_items, own_items) = partition(merged, &patch, key)?;
    let items = normalize(patch_items, own_items, &patch, &original, key)?;
    Ok(Merged { items, original_afterwards: memory.afterwards() })
}

/// The items of a patch that are no directives, with their places in it.
struct Directed {
    patch: Vec<(usize, Value)>,
    replaces: bool,
}

/// `mergeSliceWithSpecialElements`.
fn follow_directives(memory: &mut Memory, patch: Vec<Value>, key: &str) -> Result<Directed, MergeError> {
    let mut directed = Directed { patch: Vec::new(), replaces: false };
    for (index, item) in patch.into_iter().enumerate() {
        let Some((fields, directive)) =
            item.as_object().and_then(|fields| Some((fields, fields.get(PATCH)?)))
        else {
            directed.patch.push((index, item));
            continue;
        };
        match directive.as_str() {
            Some("delete") => delete_matching(memory, fields, key),
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

fn delete_matching(memory: &mut Memory, fields: &Map<String, Value>, key: &str) -> Result<(), MergeError> {
    let wanted = fields.get(key).ok_or_else(|| MergeError::new(no_merge_key(fields, key)))?;
    while let Some(at) = index_of(memory.live(), key, wanted)? {
        memory.delete(at);
    }
    Ok(())
}

fn merge_item(memory: &mut Memory, item: &Value, field: Field, key: &str) -> Result<(), MergeError> {
    let Value::Object(fields) = item else { return Ok(()) };
    let wanted = fields.get(key).ok_or_else(|| MergeError::new(no_merge_key(fields, key)))?;
    match index_of(memory.live(), key, wanted)? {
        None => memory.append(item.clone()),
        Some(at) => {
            if let Some(Value::Object(found)) = memory.live_mut(at) {
                let merged = map::merge(std::mem::take(found), fields.clone(), field.inner)?;
                *found = merged;
            }
        }
    }
    Ok(())
}

/// A Go slice and the array behind it: deleting moves items down in the array and leaves its end as it was, appending
/// writes over what was left there.
struct Memory {
    array: Vec<Value>,
    length: usize,
    first_length: usize,
}

impl Memory {
    fn new(array: Vec<Value>) -> Self {
        Self { length: array.len(), first_length: array.len(), array }
    }

    fn live(&self) -> &[Value] {
        self.array.get(..self.length).unwrap_or_default()
    }

    fn live_mut(&mut self, at: usize) -> Option<&mut Value> {
        self.array.get_mut(..self.length)?.get_mut(at)
    }

    fn items(&self) -> Vec<Value> {
        self.live().to_vec()
    }

    fn delete(&mut self, at: usize) {
        if let Some(moved) = self.array.get_mut(at..self.length) {
            let last = moved.last().cloned();
            moved.rotate_left(1);
            if let (Some(end), Some(last)) = (moved.last_mut(), last) {
                *end = last;
            }
            self.length -= 1;
        }
    }

    fn append(&mut self, item: Value) {
        match self.array.get_mut(self.length) {
            Some(left_over) => *left_over = item,
            None => self.array.push(item),
        }
        self.length += 1;
    }

    fn afterwards(mut self) -> Vec<Value> {
        self.array.truncate(self.first_length);
        self.array
    }
}
