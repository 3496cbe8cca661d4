//! Where in an object: `spec.containers[0].image`, as the API server writes field paths.

use std::fmt::{self, Write};
use std::str::FromStr;

use crate::limits::SHOWN;

/// One step into an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// The value of a key of a mapping.
    Key(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Segment::Key(key.to_owned())
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Segment::Index(index)
    }
}

/// A field path. Empty is the object itself.
///
/// Written as the API server writes it in errors: keys joined by dots, items as `[0]`, and keys that are data rather
/// than field names (they hold a dot, slash or other special character) in brackets: `metadata.labels[a.b/c]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The object itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps from the object to the place.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path with one more step.
    #[must_use]
    pub fn join(&self, step: impl Into<Segment>) -> Self {
        let mut segments = self.0.clone();
        segments.push(step.into());
        Self(segments)
    }

    /// The path without its last step; `None` at the object itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, rest)| Self(rest.to_vec()))
    }

    /// Whether `other` is this place or lies inside it.
    pub fn contains(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The value at this path, if the object has one.
    pub fn find<'v>(&self, object: &'v serde_json::Value) -> Option<&'v serde_json::Value> {
        self.0.iter().try_fold(object, |value, segment| match segment {
            Segment::Key(key) => value.as_object()?.get(key),
            Segment::Index(index) => value.as_array()?.get(*index),
        })
    }
}

impl FromIterator<Segment> for Path {
    fn from_iter<I: IntoIterator<Item = Segment>>(segments: I) -> Self {
        Self(segments.into_iter().collect())
    }
}

/// Whether a key may follow a dot: a field name such as `runAsUser`, `my-key` or `$patch`.
fn is_field_name(key: &str) -> bool {
    let mut bytes = key.bytes();
    let head = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$'));
    head && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            write_step(f, segment, position == 0)?;
        }
        Ok(())
    }
}

/// The path as it stands in a finding: of a long one only the steps that fit, which lead to what is around.
pub(crate) fn shown(steps: &[Segment]) -> String {
    let mut shown = String::new();
    for (position, step) in steps.iter().enumerate() {
        let before = shown.len();
        let fits = !matches!(step, Segment::Key(key) if key.len() > SHOWN)
            && write_step(&mut shown, step, position == 0).is_ok()
            && shown.len() <= SHOWN;
        if !fits {
            shown.truncate(before);
            break;
        }
    }
    shown
}

fn write_step(f: &mut impl Write, step: &Segment, is_first: bool) -> fmt::Result {
    match step {
        Segment::Index(index) => write!(f, "[{index}]"),
        Segment::Key(key) if is_field_name(key) => {
            f.write_str(if is_first { "" } else { "." })?;
            f.write_str(key)
        }
        Segment::Key(key) => write_bracketed(f, key),
    }
}

/// `[key]`; a key that would read back as something else stands in quotes: `["0"]`.
fn write_bracketed(f: &mut impl Write, key: &str) -> fmt::Result {
    let is_number = key.bytes().all(|b| b.is_ascii_digit());
    if is_number || key.contains(['[', ']', '"', '\\']) {
        let escaped = key.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "[\"{escaped}\"]")
    } else {
        write!(f, "[{key}]")
    }
}

/// The text is not a field path; the sentence says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError(pub &'static str);

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for PathError {}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = match rest.strip_prefix('[') {
                Some(inner) => take_bracketed(inner, &mut segments)?,
                None => take_field(rest, &mut segments)?,
            };
        }
        Ok(Self(segments))
    }
}

fn take_field<'t>(text: &'t str, segments: &mut Vec<Segment>) -> Result<&'t str, PathError> {
    let text = match text.strip_prefix('.') {
        Some(_) if segments.is_empty() => return Err(PathError("a field path does not begin with a dot")),
        Some(after_dot) => after_dot,
        None if segments.is_empty() => text,
        None => return Err(PathError("a dot or a bracket must follow a closing bracket")),
    };
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    if key.is_empty() {
        return Err(PathError("a field name is missing in the field path"));
    }
    segments.push(Segment::Key(key.to_owned()));
    Ok(rest)
}

fn take_bracketed<'t>(inner: &'t str, segments: &mut Vec<Segment>) -> Result<&'t str, PathError> {
    const OPEN: PathError = PathError("a bracket in the field path is never closed");
    if let Some(quoted) = inner.strip_prefix('"') {
        let (key, rest) = take_quoted(quoted).ok_or(OPEN)?;
        segments.push(Segment::Key(key));
        return rest.strip_prefix(']').ok_or(OPEN);
    }
    let (key, rest) = inner.split_once(']').ok_or(OPEN)?;
    segments.push(match key.parse() {
        Ok(index) => Segment::Index(index),
        Err(_) => Segment::Key(key.to_owned()),
    });
    Ok(rest)
}

/// The text up to the closing quote with its escapes undone, and what follows the quote.
fn take_quoted(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return text.get(at + 1..).map(|rest| (key, rest)),
            '\\' => key.push(chars.next()?.1),
            other => key.push(other),
        }
    }
    None
}
