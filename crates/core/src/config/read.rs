//! Reading a configuration somebody wrote: everything that does not fit is a finding, nothing is silence.

use serde_json::Value;

use super::{Config, VERSION};
use crate::edit::find_mut;
use crate::finding::Finding;
use crate::path::{Path, Segment};
use crate::suggest::nearest;

/// Serde's names for what people call a whole number.
const NUMBERS: [&str; 4] = ["u8", "u16", "u32", "i64"];

/// A configuration that was read, and what did not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What fitted; a value that did not is the default.
    pub config: Config,
    /// Unknown fields, wrong types and words, an unknown version.
    pub findings: Vec<Finding>,
}

/// Reads YAML or JSON text.
///
/// # Errors
/// The sentence of a text that is not YAML or not a mapping, with its line and column.
pub fn parse(text: &str) -> Result<Read, String> {
    let value =
        crate::yaml::read(text, &crate::yaml::Limits::default()).map_err(|error| error.to_string())?;
    match value {
        Value::Object(_) => Ok(from_value(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err("a configuration is a mapping with the keys imageName, image and instance".to_owned())
        }
    }
}

/// Reads a document. What does not fit is reported and left at its default; the rest is kept.
#[must_use]
pub fn from_value(mut value: Value) -> Read {
    let mut findings = version_findings(&value);
    let config = fit(&value).unwrap_or_else(|_| {
        for (path, message) in misfits(&value) {
            findings.push(misfit(&path.to_string(), &message));
            remove(&mut value, &path);
        }
        fit(&value).unwrap_or_default()
    });
    if let Ok(known) = serde_json::to_value(&config) {
        unknown_fields("", &value, &known, &mut findings);
    }
    Read { config: Config { version: VERSION, ..config }, findings }
}

fn fit(value: &Value) -> Result<Config, serde_json::Error> {
    crate::document::read(value.clone())
}

/// The values that do not fit and why, the later items of a list first, so that taking one out moves no other.
///
/// Serde stops at the first misfit. Every field has a default, so a document with one value alone tells about that
/// value; the search goes down from the whole into the parts that fail.
fn misfits(value: &Value) -> Vec<(Path, String)> {
    let mut found = Vec::new();
    search(&Path::root(), value, &mut found);
    found
}

fn search(path: &Path, value: &Value, found: &mut Vec<(Path, String)>) {
    let Err(error) = fit(&alone(path.segments(), value)) else { return };
    let before = found.len();
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| search(&path.join(key.as_str()), value, found))
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().rev();
            items.for_each(|(index, value)| search(&path.join(index), value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if found.len() == before {
        found.push((path.clone(), error.to_string()));
    }
}

/// A document with nothing in it but a value at its path; a list has it as its only item.
fn alone(path: &[Segment], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, segment| match segment {
        Segment::Key(key) => Value::Object([(key.clone(), inner)].into_iter().collect()),
        Segment::Index(_) => Value::Array(vec![inner]),
    })
}

fn version_findings(value: &Value) -> Vec<Finding> {
    match value.get("version") {
        None => Vec::new(),
        Some(version) if version.as_u64() == Some(u64::from(VERSION)) => Vec::new(),
        Some(other) => {
            let message = format!("Version {other} is not known here: this Slipway reads version {VERSION}.");
            vec![Finding::error("config-version", "version", message)]
        }
    }
}

fn misfit(path: &str, message: &str) -> Finding {
    let reason = message.split(" at line ").next().unwrap_or(message);
    let reason = NUMBERS.iter().fold(reason.to_owned(), |text, name| {
        text.replace(&format!("expected {name}"), "expected a whole number")
    });
    Finding::error("config-value", path, format!("This value does not fit: {reason}."))
}

/// Takes a value out of the document.
fn remove(value: &mut Value, path: &Path) {
    let Some((last, parents)) = path.segments().split_last() else { return };
    match (find_mut(value, parents), last) {
        (Some(Value::Object(map)), Segment::Key(key)) => {
            map.remove(key);
        }
        (Some(Value::Array(items)), Segment::Index(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

/// Fields of what was written that the configuration does not have. Every known field is always written, so the
/// written form of what was read names them all.
fn unknown_fields(path: &str, written: &Value, known: &Value, findings: &mut Vec<Finding>) {
    match (written, known) {
        (Value::Object(written), Value::Object(known)) if !is_free_map(path) => {
            for (key, value) in written {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match known.get(key) {
                    Some(known) => unknown_fields(&path, value, known, findings),
                    None => findings.push(unknown(&path, key, known.keys())),
                }
            }
        }
        (Value::Array(written), Value::Array(known)) => {
            for (index, (value, known)) in written.iter().zip(known).enumerate() {
                unknown_fields(&format!("{path}[{index}]"), value, known, findings);
            }
        }
        _ => {}
    }
}

/// Maps whose keys are the user's own.
fn is_free_map(path: &str) -> bool {
    matches!(path, "instance.nodeSelector" | "instance.labels" | "instance.annotations")
}

fn unknown<'a>(path: &str, key: &str, known: impl Iterator<Item = &'a String>) -> Finding {
    let hint = match nearest(key, known.map(String::as_str)) {
        Some(near) => format!(" Did you mean \"{near}\"?"),
        None => String::new(),
    };
    Finding::error("config-unknown-field", path, format!("The field \"{key}\" is not known.{hint}"))
}
