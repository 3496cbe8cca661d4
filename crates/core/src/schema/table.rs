//! The table of types, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Type name to its fields and their types, as `types.txt` writes them.
type Table = BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>;

/// The type of a place in an object: how it is written in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(&'static str);

/// How server-side apply merges a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Replaced whole.
    Atomic,
    /// Merged by value.
    Set,
    /// Merged item by item; items are the same when these fields are.
    Map(Vec<&'static str>),
}

/// What values a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// An amount, as text or as a number.
    Quantity,
    /// A port: its number or its name.
    IntOrString,
    /// A time, as text.
    Time,
    /// Bytes, as base64 text.
    Bytes,
    /// Whatever there is.
    Anything,
    /// Any keys; the values are of this type.
    Map(Node),
    /// Items of this type.
    List(Node),
    /// The known fields of a named type.
    Object(&'static str),
}

impl Node {
    pub(crate) fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// The type of the field `name`: of a known field, or of a map's values.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Self> {
        match self.0.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').map(Self),
            None => self.fields()?.get(name).copied().map(Self),
        }
    }

    /// The names of all fields; empty for anything but a type with known fields.
    pub fn field_names(self) -> impl Iterator<Item = &'static str> {
        self.fields().into_iter().flat_map(|fields| fields.keys().copied())
    }

    /// The type of a list's items.
    #[must_use]
    pub fn item(self) -> Option<Self> {
        Some(Self(self.0.strip_prefix('[')?.split_once(']')?.1))
    }

    /// How a list merges; nothing for what is no list.
    #[must_use]
    pub fn list(self) -> Option<ListKind> {
        Some(match self.0.strip_prefix('[')?.split_once(']')?.0 {
            "" => ListKind::Atomic,
            "set" => ListKind::Set,
            keys => ListKind::Map(keys.split(',').collect()),
        })
    }

    /// What values the place takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self.0 {
            "s" => Shape::Text,
            "b" => Shape::Bool,
            "i" => Shape::Int32,
            "l" => Shape::Int64,
            "q" => Shape::Quantity,
            "p" => Shape::IntOrString,
            "t" => Shape::Time,
            "x" => Shape::Bytes,
            "a" => Shape::Anything,
            name => match (self.item(), name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))) {
                (Some(item), _) => Shape::List(item),
                (None, Some(value)) => Shape::Map(Self(value)),
                (None, None) => Shape::Object(name),
            },
        }
    }

    fn fields(self) -> Option<&'static BTreeMap<&'static str, &'static str>> {
        table().get(self.0)
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("types.txt").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).map(|(name, fields)| (name, parse(fields))).collect()
    })
}

fn parse(fields: &'static str) -> BTreeMap<&'static str, &'static str> {
    fields.split(' ').filter_map(|field| field.split_once(':')).collect()
}
