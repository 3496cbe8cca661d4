//! What the core says about a configuration.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limits::{FINDINGS, MESSAGE, SHOWN};
use crate::path::{self, Path};

/// One thing worth saying about a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the rule, e.g. `daemon-exposed`.
    pub code: String,
    /// The field of the configuration it is about, e.g. `instance.env[0].name`: the form shows it there.
    pub path: String,
    /// One or two whole sentences: what is wrong and what would be right.
    pub message: String,
    /// The field of the generated pod it is about, when it shows there: `spec.containers[0].image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_path: Option<String>,
    /// Line and column within an overlay's text, both from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// A change of the configuration that mends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Cannot be applied.
    Error,
    /// Can be applied, and will likely disappoint.
    Warning,
    /// Could be better.
    Advice,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// What the button says, e.g. `Listen on 127.0.0.1 only`.
    pub label: String,
    /// The fields to set.
    pub edits: Vec<Edit>,
}

/// One field to set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Field of the configuration, e.g. `image.docker.bind`.
    pub path: String,
    /// Its new value.
    pub value: Value,
}

impl Finding {
    /// An error at `path`.
    #[must_use]
    pub fn error(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, path.into(), message.into())
    }

    /// A warning at `path`.
    #[must_use]
    pub fn warning(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, path.into(), message.into())
    }

    /// Advice at `path`.
    #[must_use]
    pub fn advice(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Advice, code, path.into(), message.into())
    }

    /// Whatever it is about, it has no more than fits on a screen: of a long message the beginning, of a long path the
    /// steps that lead there.
    pub(crate) fn new(severity: Severity, code: &str, path: String, mut message: String) -> Self {
        cut(&mut message, MESSAGE);
        let (path, message) = (place(path), sentence(message));
        Self { severity, code: code.to_owned(), path, message, object_path: None, position: None, fix: None }
    }

    /// The same finding with a fix that sets `path` to `value`.
    #[must_use]
    pub fn fixed_by(self, label: &str, path: &str, value: impl Into<Value>) -> Self {
        let edit = Edit { path: path.to_owned(), value: value.into() };
        Self { fix: Some(Fix { label: shown(label).into_owned(), edits: vec![edit] }), ..self }
    }

    /// The same finding, seen at `object_path` of the pod.
    #[must_use]
    pub fn seen_at(self, object_path: impl Into<String>) -> Self {
        Self { object_path: Some(place(object_path.into())), ..self }
    }

    /// The same finding at a place of the overlay's text.
    #[must_use]
    pub fn positioned(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    /// Whether it prevents applying.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The code of the finding that stands for those beyond the first.
pub const MORE: &str = "more-findings";

/// The first findings, and of the others their number, in a finding of its own ([`MORE`]).
#[must_use]
pub fn first(mut findings: Vec<Finding>) -> Vec<Finding> {
    let more = findings.len().saturating_sub(FINDINGS);
    if let Some(next) = findings.get(FINDINGS) {
        let message = format!("And {more} more: mend the others first.");
        let more = Finding::new(next.severity, MORE, String::new(), message);
        findings.truncate(FINDINGS);
        findings.push(more);
    }
    findings
}

/// A value as it stands in a message: of a long one the beginning.
pub(crate) fn shown(value: &str) -> Cow<'_, str> {
    if value.len() <= SHOWN {
        return Cow::Borrowed(value);
    }
    let start = value.get(..value.floor_char_boundary(SHOWN)).unwrap_or_default();
    Cow::Owned([start, "…"].concat())
}

fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
}

/// A path as it stands in a finding.
fn place(path: String) -> String {
    if path.len() <= SHOWN {
        return path;
    }
    path.parse::<Path>().map(|path| path::shown(path.segments())).unwrap_or_default()
}

/// What a module says of a value is half a sentence; on screen it is a whole one.
fn sentence(mut text: String) -> String {
    // A message that begins with a field's path keeps it as it is written.
    let first_word = text.split([' ', ':']).next().unwrap_or_default();
    if !first_word.contains('.')
        && let Some(first) = text.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    // A whole sentence in parentheses has its full stop inside.
    if !text.trim_end_matches(')').ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}
