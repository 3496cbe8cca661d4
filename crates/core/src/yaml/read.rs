use super::YamlError;
use super::node::{Node, Reading};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::Value;
use std::cell::{Cell, RefCell};

/// What a text may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Levels of mappings and lists.
    pub depth: usize,
    /// Values that may come from repeating anchors by aliases.
    pub aliased: usize,
}

impl Default for Limits {
    /// 256 KiB, 64 levels, 10,000 repeated values: far more than any manifest has.
    fn default() -> Self {
        Self { bytes: 256 * 1024, depth: 64, aliased: 10_000 }
    }
}

/// Reads one document, as `kubectl` does; a text with nothing in it is null. JSON is YAML too.
///
/// # Errors
/// A sentence and its place when the text is not YAML, holds what a manifest cannot (see the module), exceeds the
/// limits, or has more than one document.
pub fn read(text: &str, limits: &Limits) -> Result<Value, YamlError> {
    let mut documents = documents(text, limits)?.into_iter();
    match (documents.next(), documents.next()) {
        (None, _) => Ok(Value::Null),
        (Some((value, _)), None) => Ok(value),
        (Some(_), Some((_, (line, column)))) => {
            let message = "a second document begins after ---, and only one is expected".to_owned();
            Err(YamlError { message, line, column })
        }
    }
}

/// Reads all documents, as `kubectl` does; those with nothing in them are left out.
///
/// # Errors
/// As [`read`].
pub fn read_all(text: &str, limits: &Limits) -> Result<Vec<Value>, YamlError> {
    Ok(documents(text, limits)?.into_iter().map(|(value, _)| value).collect())
}

/// A value and the line and column where it begins.
pub(super) type Document = (Value, (usize, usize));

fn documents(text: &str, limits: &Limits) -> Result<Vec<Document>, YamlError> {
    if text.len() > limits.bytes {
        let limit = limits.bytes / 1024;
        return Err(YamlError::whole(format!("the text is larger than {limit} KiB")));
    }
    check_brackets(text)?;
    parse(&reading(text, limits), limits).or_else(|error| match json(text, limits) {
        Some(value) => Ok(vec![(value, (1, 1))]),
        None => Err(error),
    })
}

/// The parser takes quadratic time for brackets within brackets, and reads all before we see any. So absurd numbers of
/// them are refused beforehand: this many left open, or this many in all where quotes hide how many are open.
fn check_brackets(text: &str) -> Result<(), YamlError> {
    const OPEN: usize = 1024;
    const ALL: usize = 16 * 1024;
    let (mut open, mut all) = (0_usize, 0_usize);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => (open, all) = (open + 1, all + 1),
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > OPEN || all > ALL {
            let (line, column) = super::source::position(text, offset);
            return Err(YamlError { message: super::node::TOO_DEEP.to_owned(), line, column });
        }
    }
    Ok(())
}

pub(super) fn reading<'t>(text: &'t str, limits: &Limits) -> Reading<'t> {
    let nodes_left = Cell::new(text.len().saturating_add(1).saturating_add(limits.aliased));
    Reading { text, nodes_left, surprises: RefCell::default(), refused: RefCell::default() }
}

pub(super) fn parse(reading: &Reading<'_>, limits: &Limits) -> Result<Vec<Document>, YamlError> {
    let text = reading.text;
    let fail = |error: serde_yaml::Error| YamlError::new(&error, reading.refused.take());
    let mut documents = Vec::new();
    for (position, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        let value = Node { reading, depth: limits.depth }.deserialize(document).map_err(fail)?;
        if !value.is_null() {
            documents.push((value, if position == 0 { (1, 1) } else { start_of(text, position) }));
        }
    }
    Ok(documents)
}

/// Where the document of that number begins.
fn start_of(text: &str, position: usize) -> (usize, usize) {
    let document = serde_yaml::Deserializer::from_str(text).nth(position);
    let error = document.and_then(|document| super::locate::Here::deserialize(document).err());
    error.and_then(|error| error.location()).map_or((0, 0), |at| (at.line(), at.column()))
}

/// JSON that the YAML parser does not take (`\ud83d\ude00`); `kubectl` reads JSON with a JSON reader.
fn json(text: &str, limits: &Limits) -> Option<Value> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let reading = reading(text, limits);
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Node { reading: &reading, depth: limits.depth }.deserialize(&mut json).ok()?;
    json.end().ok().map(|()| value)
}
