//! Reading a configuration somebody wrote: everything that does not fit is a finding, nothing is silence.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Config, VERSION};
use crate::edit::find_mut;
use crate::finding::{self, Finding};
use crate::limits;
use crate::path::{Path, Segment};
use crate::suggest::nearest;

/// What serde calls things, and what people do.
const WORDS: [(&str, &str); 8] = [
    ("invalid type: null", "there is nothing"),
    ("expected u8", "expected a whole number from 0 to 255"),
    ("expected u16", "expected a whole number from 0 to 65535"),
    ("expected u32", "expected a whole number from 0 to 4294967295"),
    ("expected i64", "expected a whole number"),
    ("a sequence", "a list"),
    ("type: map", "type: a mapping of fields"),
    ("expected map", "expected a mapping of fields"),
];

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
///
/// Of a document that exceeds the [`limits`] nothing is kept.
#[must_use]
pub fn from_value(mut value: Value) -> Read {
    if let Some((path, sentence)) = limits::excess(&value) {
        let finding = Finding::error("input-limit", path.to_string(), sentence);
        return Read { config: Config::default(), findings: vec![finding] };
    }
    let mut findings = version_findings(&value);
    let mut removed = BTreeSet::new();
    let config = fit(&value).unwrap_or_else(|_| {
        for (path, message) in misfits(&value) {
            findings.push(misfit(&path.to_string(), &message));
            remove(&mut value, &path);
            removed.insert(path);
        }
        fit(&value).unwrap_or_default()
    });
    if let Ok(known) = serde_json::to_value(&config) {
        Unknown { removed, findings: &mut findings }.look(&Path::root(), &value, &known);
    }
    Read { config: Config { version: VERSION, ..config }, findings: finding::first(findings) }
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
            let other = other.to_string();
            let other = finding::shown(&other);
            let message = format!("Version {other} is not known here: this Slipway reads version {VERSION}.");
            vec![Finding::error("config-version", "version", message)]
        }
    }
}

fn misfit(path: &str, message: &str) -> Finding {
    let reason = message.split(" at line ").next().unwrap_or(message);
    // The name of a struct is ours alone.
    let reason = match reason.rsplit_once("expected struct ") {
        Some((before, _)) => format!("{before}expected map"),
        None => reason.to_owned(),
    };
    let reason = WORDS.iter().fold(reason, |text, (word, plain)| text.replace(word, plain));
    let reason = finding::shown(&reason);
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
struct Unknown<'f> {
    /// Items of lists that did not fit: the others stood further down.
    removed: BTreeSet<Path>,
    findings: &'f mut Vec<Finding>,
}

impl Unknown<'_> {
    fn look(&mut self, path: &Path, written: &Value, known: &Value) {
        match (written, known) {
            (Value::Object(written), Value::Object(known)) if !is_free_map(&path.to_string()) => {
                for (key, value) in written {
                    let path = path.join(key.as_str());
                    match known.get(key) {
                        Some(known) => self.look(&path, value, known),
                        None => self.unknown(&path, key, known.keys()),
                    }
                }
            }
            (Value::Array(written), Value::Array(known)) => {
                let stood = (0_usize..).filter(|index| !self.removed.contains(&path.join(*index)));
                let places: Vec<usize> = stood.take(written.len()).collect();
                for ((index, value), known) in places.into_iter().zip(written).zip(known) {
                    self.look(&path.join(index), value, known);
                }
            }
            _ => {}
        }
    }

    /// Looking for the field that was meant takes time: not for findings that are not told.
    fn unknown<'a>(&mut self, path: &Path, key: &str, known: impl Iterator<Item = &'a String>) {
        let known = known.map(String::as_str).filter(|_| self.findings.len() < limits::FINDINGS);
        let hint = match nearest(key, known) {
            Some(near) => format!(" Did you mean \"{near}\"?"),
            None => String::new(),
        };
        let key = finding::shown(key);
        let message = format!("The field \"{key}\" is not known.{hint}");
        self.findings.push(Finding::error("config-unknown-field", path.to_string(), message));
    }
}

/// Maps whose keys are the user's own.
fn is_free_map(path: &str) -> bool {
    matches!(path, "instance.nodeSelector" | "instance.labels" | "instance.annotations")
}
