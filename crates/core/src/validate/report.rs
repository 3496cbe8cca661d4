//! What is wrong, said twice: in the API server's words and for people.

use serde_json::Value;

use super::field::Field;
use super::formats::Told;
use crate::finding::shown;
use crate::limits::{SHOWN, VIOLATIONS};
use crate::target::KubernetesVersion;

/// One rule that an object breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: `spec.containers[0].name`, as the API server writes it.
    pub field: String,
    /// What sort of rule.
    pub reason: Reason,
    /// The API server's words, exactly as in `details.causes[].message` of its answer.
    pub message: String,
    /// For people: what is wrong and what would be right, without regular expressions.
    pub sentence: String,
}

/// What sort of rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Missing.
    Required,
    /// Malformed or out of bounds.
    Invalid,
    /// None of the known values.
    NotSupported,
    /// There already.
    Duplicate,
    /// Not allowed here.
    Forbidden,
    /// Names something that is not there.
    NotFound,
    /// Too long.
    TooLong,
    /// Too many items.
    TooMany,
    /// A field the schema does not know.
    Unknown,
    /// A value of a wrong type.
    Type,
}

impl Reason {
    /// As in `details.causes[].reason`. Unknown fields and wrong types have no causes: they fail the whole request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "FieldValueRequired",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Forbidden => "FieldValueForbidden",
            Self::NotFound => "FieldValueNotFound",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::Unknown => "FieldUnknown",
            Self::Type => "FieldValueTypeInvalid",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::Forbidden => "Forbidden",
            Self::NotFound => "Not found",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Unknown => "Unknown field",
            Self::Type => "Wrong type",
        }
    }
}

/// Collects violations in the order they are found.
pub(super) struct Report {
    version: KubernetesVersion,
    found: Vec<Violation>,
}

impl Report {
    pub(super) fn new(version: KubernetesVersion) -> Self {
        Self { version, found: Vec::new() }
    }

    /// Whether the cluster is of 1.`minor` or newer.
    pub(super) fn since(&self, minor: u32) -> bool {
        self.version >= KubernetesVersion { major: 1, minor }
    }

    /// Whether there is so much wrong that nobody reads more of it.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= VIOLATIONS
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.found
    }

    pub(super) fn required(&mut self, at: &Field, told: impl Into<Told>) {
        self.add(at, Reason::Required, None, &told.into());
    }

    pub(super) fn invalid(&mut self, at: &Field, value: &(impl Shown + ?Sized), told: impl Into<Told>) {
        if !self.is_full() {
            self.add(at, Reason::Invalid, Some(value.shown()), &told.into());
        }
    }

    /// One violation for each of `told`.
    pub(super) fn invalid_each(&mut self, at: &Field, value: &(impl Shown + ?Sized), told: Vec<Told>) {
        for told in told {
            self.invalid(at, value, told);
        }
    }

    pub(super) fn not_supported(&mut self, at: &Field, value: &str, known: &[&str]) {
        let quoted: Vec<String> = known.iter().map(|known| known.shown()).collect();
        let told = Told::new(format!("supported values: {}", quoted.join(", ")), one_of(known));
        self.add(at, Reason::NotSupported, Some(value.shown()), &told);
    }

    pub(super) fn duplicate(&mut self, at: &Field, value: &str) {
        self.add(at, Reason::Duplicate, Some(value.shown()), &Told::new("", "it is there already"));
    }

    pub(super) fn forbidden(&mut self, at: &Field, told: impl Into<Told>) {
        self.add(at, Reason::Forbidden, None, &told.into());
    }

    pub(super) fn not_found(&mut self, at: &Field, value: &str, told: impl Into<Told>) {
        self.add(at, Reason::NotFound, Some(value.shown()), &told.into());
    }

    pub(super) fn too_long(&mut self, at: &Field, bytes: usize) {
        let exact = format!("may not be more than {bytes} bytes");
        let told = Told::new(exact, format!("it may have {bytes} bytes at most"));
        self.add(at, Reason::TooLong, None, &told);
    }

    pub(super) fn too_many(&mut self, at: &Field, count: usize, most: usize) {
        let told = Told::new(format!("must have at most {most} items"), format!("{most} at most"));
        self.add(at, Reason::TooMany, Some(count.to_string()), &told);
    }

    /// A warning: its message is the whole of it.
    pub(super) fn warn(&mut self, at: &Field, message: impl AsRef<str>, sentence: impl AsRef<str>) {
        if self.is_full() {
            return;
        }
        let (message, sentence) =
            (shown(message.as_ref()).into_owned(), shown(sentence.as_ref()).into_owned());
        self.found.push(Violation {
            field: at.as_str().to_owned(),
            reason: Reason::Invalid,
            message,
            sentence,
        });
    }

    fn add(&mut self, at: &Field, reason: Reason, value: Option<String>, told: &Told) {
        if self.is_full() {
            return;
        }
        let value = value.as_deref().map(shown);
        let parts =
            [Some(reason.text()), value.as_deref(), Some(told.exact()).filter(|text| !text.is_empty())];
        let message = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
        let sentence = told.sentence(at.leaf(), reason, value.as_deref());
        self.found.push(Violation { field: at.as_str().to_owned(), reason, message, sentence });
    }
}

/// "use A, B or C".
fn one_of(known: &[&str]) -> String {
    let named: Vec<&str> =
        known.iter().map(|known| if known.is_empty() { "nothing" } else { *known }).collect();
    match named.split_last() {
        Some((last, [])) => format!("use {last}"),
        Some((last, rest)) => format!("use {} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A value as it stands in a message.
pub(super) trait Shown {
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        // Of a longer one the message has the beginning alone, see `add`.
        let start = self.get(..self.floor_char_boundary(SHOWN)).unwrap_or(self);
        let mut quoted = String::from('"');
        for letter in start.chars() {
            match letter {
                '"' => quoted.push_str("\\\""),
                '\\' => quoted.push_str("\\\\"),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                control if control.is_ascii_control() => {
                    quoted.push_str(&format!("\\x{:02x}", u32::from(control)))
                }
                letter => quoted.push(letter),
            }
        }
        quoted.push('"');
        quoted
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.as_str().shown()
    }
}

impl Shown for i64 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for bool {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for Value {
    fn shown(&self) -> String {
        self.to_string()
    }
}
