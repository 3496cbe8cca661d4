//! Generated pairs of an object and a patch of it.

use cluster_suite::Random;
use serde_json::{Map, Value, json};
use slipway_core::merge::{Root, strategic};
use slipway_core::schema::{self, Node, Shape};
use slipway_core::target::Target;
use slipway_core::validate::Kind;

use super::Outcome;
use super::base::base;
use super::change::{LEFT_ALONE, change, fresh};

/// Fields that tell items apart, of which an item has one.
const KEYS: [&str; 8] =
    ["name", "mountPath", "containerPort", "devicePath", "ip", "topologyKey", "uid", "conditionType"];

/// An object and a patch of it.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) root: Root,
    pub(super) original: Value,
    pub(super) patch: Value,
}

impl Pair {
    /// The pair of a case.
    pub(super) fn of_case(case: u64) -> Self {
        let mut random = Random::new(case);
        let (kind, mut original) = base(&mut random, &Target::default());
        let node = schema::root(kind);
        if random.chance(30) {
            // kubectl itself reads the metadata, and begins with nothing whose metadata is wrong.
            let metadata = original["metadata"].take();
            change(node, &mut original, &mut random);
            original["metadata"] = metadata;
        }
        let original = named(tame(original));
        let patch = tame(of_object(node, &original, &mut random, 0));
        let root = match kind {
            Kind::Pod => Root::Pod,
            Kind::PersistentVolumeClaim => Root::PersistentVolumeClaim,
            Kind::Secret => Root::Secret,
        };
        Self { root, original, patch }
    }

    /// The same with parts taken out; nothing when kubectl could not begin with it.
    pub(super) fn with(&self, document: &Value) -> Option<Self> {
        let (original, patch) = (document.get("original")?.clone(), document.get("patch")?.clone());
        let complete =
            ["/apiVersion", "/kind", "/metadata/name"].iter().all(|at| original.pointer(at).is_some());
        (complete && patch.is_object()).then_some(Self { root: self.root, original, patch })
    }

    /// What the core makes of it.
    pub(super) fn merged(&self) -> Outcome {
        strategic(&self.original, &self.patch, self.root).map_err(|error| error.message.trim_end().to_owned())
    }
}

/// kubectl does not begin with an object without a name.
fn named(mut object: Value) -> Value {
    if !object.get("metadata").is_some_and(Value::is_object) {
        object["metadata"] = json!({});
    }
    object["metadata"]["name"] = json!("agent");
    object
}

/// Without what Go cannot hold: null as an item of a list (it panics) and numbers beyond 64 bits with a sign.
fn tame(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            Value::Array(items.into_iter().filter(|item| !item.is_null()).map(tame).collect())
        }
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, tame(value))).collect())
        }
        Value::Number(number) if number.is_u64() && !number.is_i64() => json!(7),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}

/// A patch of one to three fields.
fn of_object(node: Node, original: &Value, random: &mut Random, depth: usize) -> Value {
    let mut patch = Map::new();
    for _ in 0..=random.below(3) {
        field(node, original, &mut patch, random, depth);
    }
    if depth > 0 && random.chance(5) {
        let directive = *random.pick(&["replace", "delete", "merge", "other"]);
        patch.insert("$patch".to_owned(), json!(directive));
    }
    if depth > 0 && random.chance(6) {
        patch.insert("$retainKeys".to_owned(), retained(&patch, original, random));
    }
    Value::Object(patch)
}

fn retained(patch: &Map<String, Value>, original: &Value, random: &mut Random) -> Value {
    let own = original.as_object().into_iter().flat_map(Map::keys).filter(|_| random.chance(40));
    let keys: Vec<&String> = patch.keys().filter(|key| !key.starts_with('$')).chain(own).collect();
    // Sometimes it forgets a field of the patch, which is an error.
    let forgets = if random.chance(10) { 1 } else { 0 };
    json!(keys.into_iter().skip(forgets).collect::<Vec<_>>())
}

fn field(node: Node, original: &Value, patch: &mut Map<String, Value>, random: &mut Random, depth: usize) {
    let tried = |field: &&'static str| !LEFT_ALONE.iter().any(|(left, _)| left == field);
    let all: Vec<&str> = node.field_names().filter(tried).collect();
    let there: Vec<&str> = all.iter().copied().filter(|field| original.get(field).is_some()).collect();
    if all.is_empty() {
        return;
    }
    let choices = if !there.is_empty() && random.chance(75) { &there } else { &all };
    let name = *random.pick(choices);
    let Some(child) = node.field(name) else { return };
    if name == "name" && depth < 2 {
        return;
    }
    let old = original.get(name);
    let value = match (child.shape(), old) {
        _ if random.chance(10) => Value::Null,
        _ if random.chance(2) => {
            random.pick(&[json!("text"), json!(7), json!(["a"]), json!({"a": "b"})]).clone()
        }
        (Shape::Object(_), Some(old @ Value::Object(_))) => of_object(child, old, random, depth + 1),
        (Shape::Map(item), Some(Value::Object(old))) => of_map(item, name, old, random, depth),
        (Shape::List(item), old) => return of_list(item, name, old, patch, random, depth),
        (_, _) => fresh(child, name, random, depth + 1),
    };
    patch.insert(name.to_owned(), value);
}

fn of_map(item: Node, field: &str, old: &Map<String, Value>, random: &mut Random, depth: usize) -> Value {
    let keys: Vec<&String> = old.keys().collect();
    let mut patch = Map::new();
    for key in keys.into_iter().filter(|_| random.chance(50)).collect::<Vec<_>>() {
        let value = if random.chance(40) { Value::Null } else { fresh(item, field, random, depth + 1) };
        patch.insert(key.clone(), value);
    }
    if random.chance(50) {
        patch.insert("more".to_owned(), fresh(item, field, random, depth + 1));
    }
    if random.chance(4) {
        patch.insert("$patch".to_owned(), json!(*random.pick(&["replace", "delete"])));
    }
    Value::Object(patch)
}

fn of_list(
    item: Node,
    name: &str,
    old: Option<&Value>,
    patch: &mut Map<String, Value>,
    random: &mut Random,
    depth: usize,
) {
    let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let items = if matches!(item.shape(), Shape::Object(_)) {
        of_items(item, name, old, random, depth)
    } else {
        of_scalars(item, name, old, patch, random, depth)
    };
    if random.chance(25) {
        patch.insert(format!("$setElementOrder/{name}"), order(old, &items, random));
    }
    if !items.is_empty() || random.chance(30) {
        patch.insert(name.to_owned(), Value::Array(items));
    }
}

fn of_items(item: Node, name: &str, old: &[Value], random: &mut Random, depth: usize) -> Vec<Value> {
    (0..=random.below(3)).map(|_| of_item(item, name, old, random, depth)).collect()
}

/// A patch of an item that is there, a directive, or a new item.
fn of_item(item: Node, name: &str, old: &[Value], random: &mut Random, depth: usize) -> Value {
    let known = (!old.is_empty()).then(|| random.pick(old));
    let known = known.and_then(|old| key_of(old).map(|(key, value)| (key, value.clone(), old)));
    match (known, random.below(20)) {
        (_, 0) => json!({"$patch": "replace"}),
        (_, 1) => json!({"image": "keyless"}),
        (Some((key, value, _)), 2..=4) => json!({key: value, "$patch": "delete"}),
        (None, 2) => json!({"name": "nobody", "$patch": "delete"}),
        (Some((key, value, old)), 5..=15) => {
            let mut patch = of_object(item, old, random, depth + 1);
            if patch.get(key).is_none_or(|_| !random.chance(5)) {
                patch[key] = value;
            }
            patch
        }
        (_, _) => fresh(item, name, random, depth + 1),
    }
}

fn of_scalars(
    item: Node,
    name: &str,
    old: &[Value],
    patch: &mut Map<String, Value>,
    random: &mut Random,
    depth: usize,
) -> Vec<Value> {
    if random.chance(20) {
        let taken: Vec<&Value> = old.iter().filter(|_| random.chance(50)).collect();
        patch.insert(format!("$deleteFromPrimitiveList/{name}"), json!(taken));
    }
    let kept = old.iter().filter(|_| random.chance(30)).cloned().collect::<Vec<_>>();
    kept.into_iter().chain((0..random.below(3)).map(|_| fresh(item, name, random, depth + 1))).collect()
}

/// An order of the items of the patch, with those that are there in between; now and then one is forgotten.
fn order(old: &[Value], patch: &[Value], random: &mut Random) -> Value {
    let entry = |item: &Value| match (key_of(item), item.is_object()) {
        (Some((key, value)), _) => Some(json!({key: value})),
        (None, true) => None,
        (None, false) => Some(item.clone()),
    };
    let listed = patch.iter().filter(|item| item.get("$patch").is_none());
    let mut order: Vec<Value> = Vec::new();
    for entry in listed.filter_map(entry).filter(|_| !random.chance(3)).collect::<Vec<_>>() {
        if !order.contains(&entry) {
            order.push(entry);
        }
    }
    for entry in old.iter().filter_map(entry).filter(|_| !random.chance(15)).collect::<Vec<_>>() {
        if !order.contains(&entry) {
            order.insert(random.below(order.len() + 1), entry);
        }
    }
    Value::Array(order)
}

fn key_of(item: &Value) -> Option<(&'static str, &Value)> {
    KEYS.iter().find_map(|key| Some((*key, item.get(*key)?)))
}
