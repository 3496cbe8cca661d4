//! One YAML node to one value.

use super::kubectl::{json_number, plain_scalar};
use super::mapping::{KeySeed, Mapping};
use super::source::look_around;
use crate::limits::Budget;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;

/// What the nodes of one document share.
pub(super) struct Reading<'t> {
    /// The text, to look around in.
    pub(super) text: &'t str,
    /// What may still come; aliases count each time they are used.
    pub(super) budget: Budget,
    /// Offset, text and reading of each plain scalar that only `kubectl` reads as something else than text.
    pub(super) surprises: RefCell<Vec<(usize, &'t str, Value)>>,
    /// Why we stopped the reader.
    pub(super) refused: RefCell<Option<String>>,
}

impl Reading<'_> {
    /// Stops the reader; it adds the place.
    pub(super) fn refuse<E: Error>(&self, sentence: String) -> E {
        *self.refused.borrow_mut() = Some(sentence);
        E::custom("refused")
    }

    /// A value, and its text.
    fn value<E: Error>(&self, text: &str) -> Result<(), E> {
        self.budget.value(text).map_err(|sentence| self.refuse(sentence))
    }

    /// A list or mapping has so many items by now.
    fn items<E: Error>(&self, count: usize) -> Result<(), E> {
        self.budget.items(count).map_err(|sentence| self.refuse(sentence))
    }

    /// What a scalar of the text is to `kubectl`, when that is not text.
    fn not_text(&self, slice: &str) -> Option<Value> {
        let place = look_around(self.text, slice).filter(|place| !place.quoted)?;
        let value = plain_scalar(slice)?;
        if let Some(own) = self.text.get(place.offset..place.offset + slice.len()) {
            self.surprises.borrow_mut().push((place.offset, own, value.clone()));
        }
        Some(value)
    }
}

pub(super) const TOO_DEEP: &str = "the text is nested too deeply";
const MERGE: &str = "<< merges a mapping or a list of mappings, and this is neither";
pub(super) const TAGS: &str = "tags (!) have no place in a manifest: put the value in quotes if it is text";

/// Reads a value; `depth` is how many levels may still open.
#[derive(Clone, Copy)]
pub(super) struct Node<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) depth: usize,
}

impl Node<'_, '_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => Err(self.reading.refuse(TOO_DEEP.to_owned())),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.reading.value("")?;
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.reading.value("")?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.reading.value("")?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.reading.value("")?;
        Ok(Value::from(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        #[allow(clippy::cast_precision_loss, reason = "beyond 64 bits kubectl has floats too")]
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        #[allow(clippy::cast_precision_loss, reason = "beyond 64 bits kubectl has floats too")]
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.reading.value("")?;
        json_number(value).ok_or_else(|| {
            self.reading.refuse(
                ".nan and .inf are no numbers in a manifest: put them in quotes if they are text".to_owned(),
            )
        })
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Value, E> {
        self.reading.value(value)?;
        Ok(self.reading.not_text(value).unwrap_or_else(|| Value::from(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.reading.value(value)?;
        Ok(Value::from(value))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(self.reading.refuse(TAGS.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.reading.value("")?;
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
            self.reading.items(list.len())?;
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.reading.value("")?;
        let inner = self.deeper()?;
        let mut mapping = Mapping::default();
        while let Some(key) = entries.next_key_seed(KeySeed { reading: self.reading, before: &mapping })? {
            let value = entries.next_value_seed(inner)?;
            mapping.put(key, value).map_err(|()| self.reading.refuse(MERGE.to_owned()))?;
            self.reading.items(mapping.entries.len())?;
        }
        Ok(Value::Object(mapping.entries))
    }
}
