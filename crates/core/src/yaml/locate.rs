//! The places of fields in a text.
//!
//! The reader tells places only in errors. So we follow the paths into the document, fail on purpose at the keys and
//! items on the way, take the place from what the error says, and go on: one pass for all paths.

use crate::finding::Position;
use crate::path::{Path, Segment};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// Where the key or list item of `path` stands in the first document of `text`; where the text does not have it, the
/// nearest thing around it. `None` when nothing of it can be read.
pub fn locate(text: &str, path: &Path) -> Option<Position> {
    places(text, &[path]).pop().flatten()
}

/// [`locate`] for several paths, in their order.
pub fn places(text: &str, paths: &[&Path]) -> Vec<Option<Position>> {
    let found = RefCell::new(vec![None; paths.len()]);
    let lines: Vec<&str> = text.lines().collect();
    if let Some(document) = serde_yaml::Deserializer::from_str(text).next().filter(|_| !paths.is_empty()) {
        let ways = paths.iter().enumerate().map(|(number, path)| (number, path.segments())).collect();
        let follow = Follow { ways, here: (0..paths.len()).collect(), lines: &lines, found: &found };
        // Whatever is broken, the places before it were found.
        if let Err(error) = follow.clone().deserialize(document)
            && let Some(place) = place(&error)
        {
            follow.found_here(place);
        }
    }
    found.into_inner()
}

const ARRIVED: &str = "arrived at the place";

/// The place that an error of ours names, as the reader adds it; `None` for any other error.
fn place(error: &impl fmt::Display) -> Option<Position> {
    let said = error.to_string();
    // Where the text begins, the reader says nothing of it.
    if said.ends_with(ARRIVED) {
        return Some(Position { line: 1, column: 1 });
    }
    let (_, place) = said.rsplit_once(" at line ").filter(|(before, _)| before.ends_with(ARRIVED))?;
    let (line, column) = place.split_once(" column ")?;
    Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
}

/// Fails at the node it is given.
pub(super) struct Here;

impl<'de> Deserialize<'de> for Here {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Key { wanted: &|_| true, read: &RefCell::default() }).map(|_| Here)
    }
}

/// The number of a path, and what is left of its steps.
type Way<'p> = (usize, &'p [Segment]);

/// Follows the ways that lead into a value. What does not lie on them is passed over.
#[derive(Clone)]
struct Follow<'p> {
    ways: Vec<Way<'p>>,
    /// The paths that have come as far as this value, which is a list's item or the document.
    here: Vec<usize>,
    lines: &'p [&'p str],
    found: &'p RefCell<Vec<Option<Position>>>,
}

impl<'p> Follow<'p> {
    fn found_here(&self, place: Position) {
        self.found_at(place, self.here.iter().copied());
    }

    fn found_at(&self, place: Position, numbers: impl Iterator<Item = usize>) {
        let mut found = self.found.borrow_mut();
        for number in numbers {
            if let Some(slot) = found.get_mut(number) {
                *slot = Some(place);
            }
        }
    }

    /// Where a mapping begins: at its first key, or at the brace before it.
    fn begin(&self, key: Position) -> Position {
        let line = key.line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or_default();
        let before = key.column.checked_sub(2).and_then(|before| line.as_bytes().get(before));
        if before == Some(&b'{') { Position { column: key.column - 1, ..key } } else { key }
    }

    /// A scalar is no way to anywhere; as an item of a list it has a place.
    fn arrive<E: Error>(self) -> Result<(), E> {
        if self.here.is_empty() { Ok(()) } else { Err(E::custom(ARRIVED)) }
    }

    /// The ways by their next step, which `step` reads.
    fn by_step<S: Ord>(&self, step: impl Fn(&'p Segment) -> Option<S>) -> BTreeMap<S, Vec<Way<'p>>> {
        let mut by_step: BTreeMap<S, Vec<Way<'p>>> = BTreeMap::new();
        for (number, steps) in &self.ways {
            if let Some((first, rest)) = steps.split_first()
                && let Some(step) = step(first)
            {
                by_step.entry(step).or_default().push((*number, rest));
            }
        }
        by_step
    }
}

impl<'de> DeserializeSeed<'de> for Follow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
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

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("tags are read by nobody"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut by_index = self.by_step(|step| match step {
            Segment::Index(index) => Some(*index),
            Segment::Key(_) => None,
        });
        for index in 0.. {
            let ways = by_index.remove(&index).unwrap_or_default();
            // A list begins where its first item does.
            let around = if index == 0 { self.here.as_slice() } else { &[] };
            let here: Vec<usize> =
                ways.iter().map(|(number, _)| *number).chain(around.iter().copied()).collect();
            let more = if here.is_empty() {
                items.next_element::<IgnoredAny>()?.is_some()
            } else {
                let item = Follow { ways, here, ..self };
                match items.next_element_seed(item.clone()) {
                    Ok(more) => more.is_some(),
                    Err(error) => {
                        item.found_here(place(&error).ok_or(error)?);
                        true
                    }
                }
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut by_key = self.by_step(|step| match step {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        });
        let (key, mut is_first) = (RefCell::default(), !self.here.is_empty());
        loop {
            let wanted = |key: &str| is_first || by_key.contains_key(key);
            match entries.next_key_seed(Key { wanted: &wanted, read: &key }) {
                Ok(None) => return Ok(()),
                Ok(Some(())) => drop(entries.next_value::<IgnoredAny>()?),
                Err(error) => {
                    let place = place(&error).ok_or(error)?;
                    if is_first {
                        self.found_here(self.begin(place));
                        is_first = false;
                    }
                    let ways = by_key.remove(key.take().as_str()).unwrap_or_default();
                    self.found_at(place, ways.iter().map(|(number, _)| *number));
                    entries.next_value_seed(Follow { ways, here: Vec::new(), ..self })?;
                }
            }
        }
    }
}

/// Reads a key, and fails there when it is wanted.
struct Key<'k> {
    wanted: &'k dyn Fn(&str) -> bool,
    read: &'k RefCell<String>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        if !(self.wanted)(key) {
            return Ok(());
        }
        key.clone_into(&mut self.read.borrow_mut());
        Err(E::custom(ARRIVED))
    }
}
