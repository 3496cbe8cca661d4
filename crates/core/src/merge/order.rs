//! The order of merged lists, and `$setElementOrder`.

use super::error::MergeError;
use super::go::{Kind, bad_type, no_merge_key, printed_list};
use super::list::{self, Merged, item_kind};
use super::map::{PATCH, SET_ELEMENT_ORDER, without_directives};
use super::schema::{Field, Type};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const BAD_ORDER: &str = "invalid patch format of setElementOrder list";

type Fields = Map<String, Value>;

/// `mergePatchIntoOriginal`: merges the lists for which the patch sets an order, and takes them out of the patch.
pub(super) fn merge_ordered_lists(
    original: &mut Fields,
    patch: &mut Fields,
    of: Type,
) -> Result<(), MergeError> {
    let mut directives: Vec<String> =
        patch.keys().filter(|key| key.starts_with(SET_ELEMENT_ORDER)).cloned().collect();
    directives.sort_unstable();
    for directive in directives {
        let Some(order) = patch.remove(&directive) else { continue };
        let at_directive = |error: MergeError| error.inside(directive.as_str());
        let order = as_list(order).map_err(at_directive)?;
        let name = directive.strip_prefix(SET_ELEMENT_ORDER).and_then(|rest| rest.strip_prefix('/'));
        let name = name.ok_or_else(|| at_directive(MergeError::new(BAD_ORDER)))?;
        merge_ordered(original, patch, name, &order, of.field(name))?;
    }
    Ok(())
}

fn merge_ordered(
    original: &mut Fields,
    patch: &mut Fields,
    name: &str,
    order: &[Value],
    field: Field,
) -> Result<(), MergeError> {
    let key = field.merge_key.unwrap_or_default();
    let at_list = |error: MergeError| error.inside(name);
    let at_directive = |error: MergeError| error.inside([SET_ELEMENT_ORDER, "/", name].concat().as_str());
    let own = original.get(name).cloned().map(as_list).transpose().map_err(at_list)?;
    let patched = patch.remove(name).map(as_list).transpose().map_err(at_list)?;
    check_order(patched.as_deref().unwrap_or_default(), order, key).map_err(at_directive)?;
    let Some(Unordered { merged, own_order, is_empty }) =
        merge_unordered(own, patched, field).map_err(at_list)?
    else {
        return Ok(());
    };
    let order = Order::of(order, key);
    let (patch_items, own_items) = partition(merged, &order).map_err(at_directive)?;
    if is_empty {
        return Err(at_directive(MergeError::new("no elements in any of the given slices")));
    }
    let both = normalize(patch_items, own_items, &order, &own_order).map_err(at_directive)?;
    original.insert(name.to_owned(), Value::Array(both));
    Ok(())
}

struct Unordered {
    merged: Vec<Value>,
    /// The order of the original.
    own_order: Order,
    /// There was nothing in either list.
    is_empty: bool,
}

/// `None` when there is no list.
fn merge_unordered(
    own: Option<Vec<Value>>,
    patched: Option<Vec<Value>>,
    field: Field,
) -> Result<Option<Unordered>, MergeError> {
    let none = Vec::new();
    let (own_items, patch_items) = (own.as_ref().unwrap_or(&none), patched.as_ref().unwrap_or(&none));
    let is_empty = own_items.is_empty() && patch_items.is_empty();
    if !is_empty {
        item_kind(&[own_items, patch_items])?;
    }
    let key = field.merge_key.unwrap_or_default();
    Ok(Some(match (own, patched) {
        (None, None) => return Ok(None),
        (Some(own), None) => Unordered { own_order: Order::of(&own, key), merged: own, is_empty },
        (None, Some(patched)) => {
            let merged = patched.into_iter().filter_map(without_directives).collect();
            Unordered { merged, own_order: Order::of(&[], key), is_empty }
        }
        (Some(own), Some(patched)) => {
            let Merged { items, order_afterwards } = list::merge(own, patched, field, false)?;
            Unordered { merged: items, own_order: order_afterwards, is_empty }
        }
    }))
}

fn as_list(value: Value) -> Result<Vec<Value>, MergeError> {
    match value {
        Value::Array(items) => Ok(items),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            Err(MergeError::new(bad_type(Kind::Slice, &other)))
        }
    }
}

/// `validatePatchWithSetOrderList`: the items of the patch stand in the order that it sets itself.
fn check_order(patch: &[Value], order: &[Value], key: &str) -> Result<(), MergeError> {
    if patch.is_empty() || order.is_empty() {
        return Ok(());
    }
    let items = without_deletions(patch, key)?;
    let mut left = items.iter().peekable();
    let mut wanted = order.iter().peekable();
    while let (Some(item), Some(next)) = (left.peek(), wanted.peek()) {
        let is_directive = item.as_object().is_some_and(|fields| fields.contains_key(PATCH));
        if is_directive || same_item(item, next, key)? {
            left.next();
        }
        if !is_directive {
            wanted.next();
        }
    }
    if left.peek().is_some() && wanted.peek().is_none() {
        let (patch, order) = (printed_list(patch), printed_list(order));
        return Err(MergeError::new(format!(
            "The order in patch list:\n{patch}\n doesn't match $setElementOrder list:\n{order}\n"
        )));
    }
    Ok(())
}

fn without_deletions<'v>(patch: &'v [Value], key: &str) -> Result<Vec<&'v Value>, MergeError> {
    if key.is_empty() {
        return Ok(patch.iter().collect());
    }
    if let Some(other) = patch.iter().find(|item| !item.is_object()) {
        return Err(MergeError::new(bad_type(Kind::Map, other)));
    }
    let is_deletion = |item: &&Value| item.get(PATCH).and_then(Value::as_str) == Some("delete");
    Ok(patch.iter().filter(|item| !is_deletion(item)).collect())
}

fn same_item(left: &Value, right: &Value, key: &str) -> Result<bool, MergeError> {
    if key.is_empty() {
        return Ok(left == right);
    }
    let (left, right) = (as_fields(left)?, as_fields(right)?);
    Ok(value_of(left, key)? == value_of(right, key)?)
}

fn key_value<'v>(item: &'v Value, key: &str) -> Result<&'v Value, MergeError> {
    value_of(as_fields(item)?, key)
}

fn as_fields(item: &Value) -> Result<&Fields, MergeError> {
    item.as_object().ok_or_else(|| MergeError::new(bad_type(Kind::Map, item)))
}

fn value_of<'v>(fields: &'v Fields, key: &str) -> Result<&'v Value, MergeError> {
    fields.get(key).ok_or_else(|| MergeError::new(no_merge_key(fields, key)))
}

/// What tells an item from the others: its merge key's value, or itself where the key is empty.
pub(super) fn name(item: &Value, key: &str) -> String {
    if key.is_empty() { item.to_string() } else { item.get(key).unwrap_or(&Value::Null).to_string() }
}

/// In which order a list has its items, looked up by their names.
pub(super) struct Order {
    key: &'static str,
    /// The first place of each name.
    places: BTreeMap<String, usize>,
    /// The first item that is no mapping, where the list is of mappings.
    no_mapping: Option<usize>,
    /// What upstream says of the first item without its key.
    unnamed: Option<MergeError>,
}

impl Order {
    pub(super) fn of(items: &[Value], key: &'static str) -> Self {
        let mappings = !key.is_empty();
        let mut order = Self::of_names(items.iter().map(|item| name(item, key)), key);
        order.no_mapping = items.iter().position(|item| !item.is_object()).filter(|_| mappings);
        order.unnamed = items.iter().filter(|_| mappings).find_map(|item| key_value(item, key).err());
        order
    }

    pub(super) fn of_names(names: impl Iterator<Item = String>, key: &'static str) -> Self {
        let mut places = BTreeMap::new();
        for (place, name) in names.enumerate() {
            places.entry(name).or_insert(place);
        }
        Self { key, places, no_mapping: None, unnamed: None }
    }

    /// Where the item of that name is.
    pub(super) fn place(&self, item: &Value) -> Option<usize> {
        self.places.get(&name(item, self.key)).copied()
    }
}

/// Those items that `by` has too, and the others.
pub(super) fn partition(list: Vec<Value>, by: &Order) -> Result<(Vec<Value>, Vec<Value>), MergeError> {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for item in list {
        if !by.key.is_empty() {
            key_value(&item, by.key)?;
        }
        let place = by.place(&item);
        // Upstream looks from the start on.
        if let Some(index) = by.no_mapping.filter(|index| place.is_none_or(|place| *index < place)) {
            return Err(MergeError::new(format!("value for key {index} is not a map")));
        }
        if place.is_some() { inside.push(item) } else { outside.push(item) }
    }
    Ok((inside, outside))
}

/// `normalizeElementOrder`: patch items in the patch's order, the others in the original's, and both woven together.
pub(super) fn normalize(
    patch: Vec<Value>,
    own: Vec<Value>,
    patch_order: &Order,
    own_order: &Order,
) -> Result<Vec<Value>, MergeError> {
    let patch = sorted(patch, patch_order)?;
    let own = sorted(own, own_order)?;
    let mut woven = Vec::with_capacity(patch.len() + own.len());
    let with_place = |item: Value| (own_order.place(&item), item);
    let mut patch = patch.into_iter().map(with_place).peekable();
    let mut own = own.into_iter().map(with_place).peekable();
    loop {
        let own_is_first = match (own.peek(), patch.peek()) {
            (Some((left, _)), Some((right, _))) => left.zip(*right).is_some_and(|(left, right)| left < right),
            (left, _) => left.is_some(),
        };
        match if own_is_first { own.next() } else { patch.next() } {
            Some((_, item)) => woven.push(item),
            None => return Ok(woven),
        }
    }
}

/// `normalizeSliceOrder`. Upstream's comparison calls everything smaller that the order does not hold, and sorts by
/// insertion, as Go does with short lists. So an item without a place comes before everything there is by then, and
/// behind all that is smaller than the smallest of it.
fn sorted(list: Vec<Value>, order: &Order) -> Result<Vec<Value>, MergeError> {
    if !order.key.is_empty() {
        list.iter().try_for_each(|item| key_value(item, order.key).map(|_| ()))?;
        order.unnamed.clone().map_or(Ok(()), Err)?;
    }
    let is_deletion = |item: &Value| item.get(PATCH).and_then(Value::as_str) == Some("delete");
    let (deletions, rest): (Vec<_>, Vec<_>) = list.into_iter().partition(is_deletion);
    let mut smallest = usize::MAX;
    let placed = rest.into_iter().enumerate().map(|(arrival, item)| match order.place(&item) {
        Some(place) => {
            smallest = smallest.min(place);
            ((place, true, arrival), item)
        }
        None => ((smallest, false, usize::MAX - arrival), item),
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, item)| item).chain(deletions).collect())
}
