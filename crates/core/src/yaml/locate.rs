//! The place of a field in a text.
//!
//! The reader tells places only in errors. So we follow the path into the document and fail, on purpose, when there.

use crate::finding::Position;
use crate::path::Segment;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// Where the key or list item of `path` stands in the first document of `text`; where the text does not have it, the
/// nearest thing around it. `None` when nothing of it can be read.
pub fn locate(text: &str, path: &[Segment]) -> Option<Position> {
    (0..=path.len()).rev().find_map(|length| find(text, path.get(..length)?))
}

fn find(text: &str, path: &[Segment]) -> Option<Position> {
    let document = serde_yaml::Deserializer::from_str(text).next()?;
    let at = Follow(path).deserialize(document).err()?;
    // A syntax error is not the place that was looked for.
    let arrived = at.to_string().contains(ARRIVED);
    at.location().filter(|_| arrived).map(|at| Position { line: at.line(), column: at.column() })
}

const ARRIVED: &str = "arrived at the place";

/// Fails at the node it is given.
pub(super) struct Here;

impl<'de> Deserialize<'de> for Here {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Follow(&[]).deserialize(deserializer).map(|()| Here)
    }
}

/// Follows the steps and fails where they end. What does not lie on the way is passed over.
#[derive(Clone, Copy)]
struct Follow<'p>(&'p [Segment]);

impl<'de> DeserializeSeed<'de> for Follow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Follow<'_> {
    fn arrive<E: Error>(self) -> Result<(), E> {
        if self.0.is_empty() { Err(E::custom(ARRIVED)) } else { Ok(()) }
    }
}

impl<'de> Visitor<'de> for Follow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.arrive()
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.arrive()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.arrive()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.arrive()
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.arrive()
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.arrive()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.arrive()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.arrive()
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.arrive()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.arrive()?;
        let wanted = match self.0.split_first() {
            Some((Segment::Index(index), rest)) => Some((*index, rest)),
            Some((Segment::Key(_), _)) | None => None,
        };
        for position in 0.. {
            let more = match wanted {
                Some((index, rest)) if index == position => items.next_element_seed(Follow(rest))?.is_some(),
                Some(_) | None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.arrive()?;
        let (wanted, rest) = match self.0.split_first() {
            Some((Segment::Key(key), rest)) => (Some(key.as_str()), rest),
            Some((Segment::Index(_), _)) | None => (None, self.0),
        };
        while let Some(on_the_way) = entries.next_key_seed(Match { wanted, is_last: rest.is_empty() })? {
            if on_the_way {
                entries.next_value_seed(Follow(rest))?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Whether a key is the wanted one; fails there when the path ends with it.
struct Match<'p> {
    wanted: Option<&'p str>,
    is_last: bool,
}

impl<'de> DeserializeSeed<'de> for Match<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Match<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        let is_wanted = self.wanted == Some(key);
        if is_wanted && self.is_last { Err(E::custom(ARRIVED)) } else { Ok(is_wanted) }
    }
}
