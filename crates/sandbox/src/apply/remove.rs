//! Removing what a manager no longer applies.

use serde_json::{Map, Value};

use super::{
    leaves::{field_step, item_step},
    path::{FieldSet, Path},
    shape::{ListKind, Shape},
};

/// Removes the `dropped` paths. An item of a list map goes as a whole, with fields nobody owns (defaults), unless
/// something in it is still `owned`. Maps that become empty go too.
pub(crate) fn remove(shape: &Shape<'_>, object: &mut Value, dropped: &FieldSet, owned: &FieldSet) {
    if let (false, Value::Object(map)) = (dropped.is_empty(), object) {
        from_map(shape, map, &Path::default(), &Sets { dropped, owned });
    }
}

struct Sets<'a> {
    dropped: &'a FieldSet,
    owned: &'a FieldSet,
}

fn from_map(shape: &Shape<'_>, map: &mut Map<String, Value>, path: &Path, sets: &Sets<'_>) {
    map.retain(|name, value| keep(&shape.field(name), value, &path.join(field_step(name)), sets));
}

/// Removes what is dropped below a value and says whether the value itself stays.
fn keep(shape: &Shape<'_>, value: &mut Value, path: &Path, sets: &Sets<'_>) -> bool {
    if !sets.dropped.touches(path) {
        return true;
    }
    if sets.dropped.contains(path) && !sets.owned.touches(path) {
        return false;
    }
    match value {
        Value::Object(map) => {
            from_map(shape, map, path, sets);
            !map.is_empty()
        }
        Value::Array(list) => {
            from_list(shape, list, path, sets);
            !list.is_empty()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn from_list(shape: &Shape<'_>, list: &mut Vec<Value>, path: &Path, sets: &Sets<'_>) {
    let kind = shape.list();
    if kind == ListKind::Atomic {
        return;
    }
    list.retain_mut(|item| {
        let step = item_step(&kind, item);
        keep(&shape.item(), item, &path.join(step), sets)
    });
}
