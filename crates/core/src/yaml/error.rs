use std::fmt;

use crate::finding::shown;

/// Why a text cannot be read, where. Line and column count from 1; both are 0 when the whole text is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// A sentence, without the place.
    pub message: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl YamlError {
    /// An error of the text as a whole.
    pub(super) fn whole(message: String) -> Self {
        Self { message, line: 0, column: 0 }
    }

    /// What the reader says, in words for people; `refused` is ours when we stopped it.
    pub(super) fn new(error: &serde_yaml::Error, refused: Option<String>) -> Self {
        let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
        let message = refused.unwrap_or_else(|| in_plain_words(&error.to_string()));
        Self { message, line, column }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}, column {}: ", self.line, self.column)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// What libyaml says (by how it begins or what it contains), and what an administrator can do about it.
const SENTENCES: [(&str, &str); 19] = [
    (
        "mapping values are not allowed",
        "a colon stands where none can: put the value in quotes, or check the indentation",
    ),
    ("did not find expected key", "this line does not fit the lines above: check its indentation"),
    ("did not find expected '-' indicator", "this line does not fit the list above: check its indentation"),
    ("block sequence entries are not allowed", "a list item (-) cannot stand here: begin it on its own line"),
    ("could not find expected ':'", "the key before this has no colon: write key: value"),
    (
        "found character that cannot start any token",
        "a value cannot begin with this character: put it in quotes, and indent with spaces, never tabs",
    ),
    ("found a tab character", "a tab stands in the indentation: use spaces"),
    ("found unexpected end of stream", "a quote is never closed"),
    ("found unexpected document indicator", "a quote is not closed before the next document begins"),
    ("did not find expected ',' or ']'", "a list in brackets is never closed: a comma or ] is missing"),
    ("did not find expected ',' or '}'", "a mapping in braces is never closed: a comma or } is missing"),
    ("did not find expected node content", "a value is missing here"),
    ("did not find expected <document start>", "the text goes on after the document has ended"),
    ("unknown anchor", "this alias names an anchor that does not stand before it"),
    (
        "found unknown escape character",
        "a backslash in double quotes stands before a letter it cannot escape",
    ),
    (
        "did not find expected alphabetic or numeric",
        "an anchor (&) or alias (*) needs a name: put the value in quotes",
    ),
    ("control characters are not allowed", "the text holds a control character"),
    ("recursion limit exceeded", "the text is nested too deeply, or contains itself by an alias"),
    ("repetition limit exceeded", "the aliases (*) repeat too much"),
];

fn in_plain_words(said: &str) -> String {
    match SENTENCES.iter().find(|(theirs, _)| said.contains(theirs)) {
        Some((_, ours)) => (*ours).to_owned(),
        None => {
            let end = said.find(" at line ").unwrap_or(said.len());
            ["this is not YAML: ", &shown(said.get(..end).unwrap_or(said))].concat()
        }
    }
}
