use super::YamlError;
use super::node::{Node, Reading, TAGS, TOO_DEEP};
use super::source::position;
use super::tags;
use crate::limits::{Budget, Limits};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::Value;
use std::cell::RefCell;

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
        (Some(_), Some((_, number))) => {
            let message = "a second document begins after ---, and only one is expected".to_owned();
            let (line, column) = start_of(text, number);
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

/// A value and the number of its document, from 0.
type Document = (Value, usize);

fn documents(text: &str, limits: &Limits) -> Result<Vec<Document>, YamlError> {
    if text.len() > limits.bytes {
        let limit = limits.bytes / 1024;
        return Err(YamlError::whole(format!("the text is larger than {limit} KiB")));
    }
    check_brackets(text)?;
    check_dashes(text, limits)?;
    check_directives(text)?;
    check_tags(text, limits)?;
    parse(&reading(text, limits), limits).or_else(|error| match json(text, limits) {
        Some(value) => Ok(vec![(value, 0)]),
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
        if open > OPEN {
            return Err(at(text, offset, TOO_DEEP));
        }
        if all > ALL {
            return Err(at(text, offset, "the text has more brackets than any manifest"));
        }
    }
    Ok(())
}

/// Nor lists within lists that begin in one line: `- - - a`.
fn check_dashes(text: &str, limits: &Limits) -> Result<(), YamlError> {
    let is_deep = |line: &str| {
        let words = line.split(' ').filter(|word| !word.is_empty());
        words.take_while(|word| matches!(*word, "-" | "?" | ":")).nth(limits.depth).is_some()
    };
    match text.lines().position(is_deep) {
        Some(line) => Err(YamlError { message: TOO_DEEP.to_owned(), line: line + 1, column: 1 }),
        None => Ok(()),
    }
}

/// Nor does it take many directives (`%YAML`, `%TAG`) well: each is compared with all before it.
fn check_directives(text: &str) -> Result<(), YamlError> {
    const MOST: usize = 100;
    let starts = text.match_indices('%').map(|(offset, _)| offset);
    let mut directives =
        starts.filter(|offset| text.get(..*offset).is_some_and(|before| before.ends_with('\n')));
    match directives.nth(MOST) {
        Some(offset) => Err(at(text, offset, "the text has more directives (%) than any manifest")),
        None => Ok(()),
    }
}

/// Tags that the reader would pass over. Whatever else is wrong is found by reading the text itself.
fn check_tags(text: &str, limits: &Limits) -> Result<(), YamlError> {
    let Some(shown) = tags::shown(text) else { return Ok(()) };
    match parse(&reading(&shown, limits), limits) {
        Err(error) if error.message == TAGS => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn at(text: &str, offset: usize, message: &str) -> YamlError {
    let (line, column) = position(text, offset);
    YamlError { message: message.to_owned(), line, column }
}

pub(super) fn reading<'t>(text: &'t str, limits: &Limits) -> Reading<'t> {
    Reading { text, budget: Budget::new(limits), surprises: RefCell::default(), refused: RefCell::default() }
}

pub(super) fn parse(reading: &Reading<'_>, limits: &Limits) -> Result<Vec<Document>, YamlError> {
    let text = reading.text;
    let fail = |error: serde_yaml::Error| YamlError::new(&error, reading.refused.take());
    let mut documents = Vec::new();
    for (number, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        if number == limits.documents {
            let most = limits.documents;
            return Err(YamlError::whole(format!("the text has more than {most} documents (---)")));
        }
        let value = Node { reading, depth: limits.depth }.deserialize(document).map_err(fail)?;
        if !value.is_null() {
            documents.push((value, number));
        }
    }
    Ok(documents)
}

/// Where the document of that number begins.
fn start_of(text: &str, number: usize) -> (usize, usize) {
    let document = serde_yaml::Deserializer::from_str(text).nth(number);
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
