//! The keys of a mapping: text, each once, and YAML 1.1's merge key `<<`.

use super::kubectl::plain_scalar;
use super::node::{Reading, TAGS};
use super::source::look_around;
use crate::finding::shown;
use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// A key as it stands.
pub(super) enum Key {
    Text(String),
    /// The plain `<<`.
    Merge,
}

/// A mapping as it comes in. Keys brought in by `<<` may be written again; the later one counts, as in `kubectl`.
#[derive(Default)]
pub(super) struct Mapping {
    pub(super) entries: Map<String, Value>,
    merged: BTreeSet<String>,
}

impl Mapping {
    fn is_taken(&self, key: &str) -> bool {
        self.entries.contains_key(key) && !self.merged.contains(key)
    }

    /// Fails when what is merged is no mapping.
    pub(super) fn put(&mut self, key: Key, value: Value) -> Result<(), ()> {
        match key {
            Key::Text(key) => {
                self.merged.remove(&key);
                self.entries.insert(key, value);
                Ok(())
            }
            Key::Merge => self.merge(value),
        }
    }

    /// The first mapping of a list counts most, so it goes in last.
    fn merge(&mut self, value: Value) -> Result<(), ()> {
        match value {
            Value::Object(entries) => {
                self.merged.extend(entries.keys().cloned());
                self.entries.extend(entries);
                Ok(())
            }
            Value::Array(items) if items.iter().all(Value::is_object) => {
                items.into_iter().rev().try_for_each(|item| self.merge(item))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(()),
        }
    }
}

/// Reads a key; `before` holds those that stand before it.
pub(super) struct KeySeed<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) before: &'r Mapping,
}

impl KeySeed<'_, '_> {
    fn text<E: Error>(&self, key: &str) -> Result<Key, E> {
        self.reading.budget.key(key).map_err(|sentence| self.reading.refuse(sentence))?;
        if self.before.is_taken(key) {
            return Err(self
                .reading
                .refuse(["the key \"", &shown(key), "\" stands twice in this mapping"].concat()));
        }
        Ok(Key::Text(key.to_owned()))
    }

    fn not_text<E: Error>(&self, what: &str) -> E {
        self.reading.refuse(["a key must be text, and this is ", what, ": put it in quotes"].concat())
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_, '_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Key, E> {
        let plain = look_around(self.reading.text, key).is_some_and(|place| !place.quoted);
        match plain.then(|| plain_scalar(key)).flatten() {
            Some(Value::Bool(true)) => Err(self.not_text("read as true")),
            Some(Value::Bool(false)) => Err(self.not_text("read as false")),
            Some(_) => Err(self.not_text("read as a number")),
            None if plain && key == "<<" => Ok(Key::Merge),
            None => self.text(key),
        }
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        self.text(key)
    }

    fn visit_unit<E: Error>(self) -> Result<Key, E> {
        Err(self.not_text("nothing"))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Key, E> {
        Err(self.not_text("true or false"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Key, E> {
        Err(self.not_text("a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Key, E> {
        Err(self.not_text("a number"))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Key, E> {
        Err(self.not_text("a number"))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Key, E> {
        Err(self.not_text("a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Key, E> {
        Err(self.not_text("a number"))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<Key, A::Error> {
        Err(self.reading.refuse(TAGS.to_owned()))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Key, A::Error> {
        Err(self.not_text("a list"))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<Key, A::Error> {
        Err(self.not_text("a mapping (for a template placeholder such as {{ name }}, quotes are missing)"))
    }
}
