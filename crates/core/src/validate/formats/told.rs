//! One thing said twice.

use crate::finding::shown;
use crate::validate::report::Reason;

/// A detail of an error: the API server's words, and what people are told. Of long ones, which repeat a long value, it has
/// the beginning.
#[derive(Clone, Debug)]
pub(in crate::validate) struct Told {
    exact: String,
    plain: Plain,
}

#[derive(Clone, Debug)]
enum Plain {
    /// The end of a sentence that begins with the field and its value.
    Rest(String),
    /// The whole sentence.
    Whole(String),
}

impl Told {
    /// `plain` ends a sentence that begins with the field and its value.
    pub(in crate::validate) fn new(exact: impl AsRef<str>, plain: impl AsRef<str>) -> Self {
        Self { exact: kept(exact), plain: Plain::Rest(kept(plain)) }
    }

    /// `sentence` is all that people are told.
    pub(in crate::validate) fn whole(exact: impl AsRef<str>, sentence: impl AsRef<str>) -> Self {
        Self { exact: kept(exact), plain: Plain::Whole(kept(sentence)) }
    }

    pub(in crate::validate) fn exact(&self) -> &str {
        &self.exact
    }

    /// What people are told of the field `name`, which has `value`.
    pub(in crate::validate) fn sentence(&self, name: &str, reason: Reason, value: Option<&str>) -> String {
        let rest = match &self.plain {
            Plain::Whole(whole) => return whole.clone(),
            Plain::Rest(rest) => rest,
        };
        let value =
            value.filter(|value| value.len() <= 80 && *value != "\"\"").map(|value| format!(" {value}"));
        let start = format!("{name}{} {}", value.unwrap_or_default(), verdict(reason));
        if rest.is_empty() { format!("{start}.") } else { format!("{start}: {rest}.") }
    }
}

fn kept(text: impl AsRef<str>) -> String {
    shown(text.as_ref()).into_owned()
}

fn verdict(reason: Reason) -> &'static str {
    match reason {
        Reason::Required => "is missing",
        Reason::Invalid => "is not valid",
        Reason::NotSupported => "is not known",
        Reason::Duplicate => "is used twice",
        Reason::Forbidden => "is not allowed",
        Reason::NotFound => "does not exist",
        Reason::TooLong => "is too long",
        Reason::TooMany => "are too many",
        Reason::Unknown => "is no known field",
        Reason::Type => "has the wrong type",
    }
}

impl From<&str> for Told {
    /// The same words for both; a "must" needs a subject among people.
    fn from(exact: &str) -> Self {
        let plain = shown(exact).replace('`', "\"");
        let bare = ["must ", "may ", "cannot ", "can "].iter().any(|verb| plain.starts_with(verb));
        Self::new(exact, if bare { format!("it {plain}") } else { plain })
    }
}

impl From<String> for Told {
    fn from(exact: String) -> Self {
        exact.as_str().into()
    }
}
