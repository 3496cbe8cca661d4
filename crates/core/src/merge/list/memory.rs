//! A Go slice of mappings and the array behind it: deleting moves items down in the array and leaves its end as it was,
//! appending writes over what was left there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::named;
use crate::merge::error::MergeError;
use crate::merge::map;
use crate::merge::order::{Order, name};
use crate::merge::schema::Field;

pub(super) struct Memory {
    key: &'static str,
    live: Vec<Value>,
    /// Where the item of a name is.
    places: BTreeMap<String, usize>,
    /// The names in the array, the live ones first.
    names: Vec<String>,
    /// How many the array had at first: those who hold the original see no more of it.
    first_length: usize,
}

impl Memory {
    /// The items without those of the names `deleted`, which go one after the other.
    pub(super) fn without(items: Vec<Value>, deleted: &[String], key: &'static str) -> Self {
        let names: Vec<String> = items.iter().map(|item| name(item, key)).collect();
        let mut of_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            of_name.entry(name).or_default().push(at);
        }
        let mut alive: BTreeSet<usize> = (0..names.len()).collect();
        // Each deletion leaves the name of the last item where the array ended, from its end inwards.
        let mut left_over = Vec::new();
        for at in deleted.iter().filter_map(|name| of_name.remove(name.as_str())).flatten() {
            left_over.extend(alive.last().and_then(|last| names.get(*last)).cloned());
            alive.remove(&at);
        }
        let first_length = names.len();
        let kept = |at: usize| alive.contains(&at);
        let live: Vec<Value> =
            items.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, item)| item).collect();
        let mut memory = Self {
            key,
            live,
            places: BTreeMap::new(),
            names: Vec::with_capacity(first_length),
            first_length,
        };
        for (place, at) in alive.iter().enumerate() {
            let name = names.get(*at).cloned().unwrap_or_default();
            memory.places.entry(name.clone()).or_insert(place);
            memory.names.push(name);
        }
        memory.names.extend(left_over.into_iter().rev());
        memory
    }

    /// The order of the live items.
    pub(super) fn order(&self) -> Order {
        Order::of(&self.live, self.key)
    }

    /// Merges one item of a patch into the one of its name, or appends it.
    pub(super) fn merge(&mut self, item: &Value, field: Field) -> Result<(), MergeError> {
        let Value::Object(fields) = item else { return Ok(()) };
        named(fields, self.key)?;
        let name = name(item, self.key);
        match self.places.get(&name).and_then(|at| self.live.get_mut(*at)) {
            None => self.append(name, item.clone()),
            Some(Value::Object(found)) => {
                *found = map::merge(std::mem::take(found), fields.clone(), field.inner)?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn append(&mut self, name: String, item: Value) {
        let end = self.live.len();
        match self.names.get_mut(end) {
            Some(left_over) => name.clone_into(left_over),
            None => self.names.push(name.clone()),
        }
        self.places.insert(name, end);
        self.live.push(item);
    }

    /// The live items.
    pub(super) fn take(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.live)
    }

    pub(super) fn order_afterwards(self) -> Order {
        Order::of_names(self.names.into_iter().take(self.first_length), self.key)
    }
}
