//! A line of code.

/// As many lines of a text are drawn; a page with more is slow for everybody.
pub(crate) const MOST_LINES: usize = 2_000;

/// As many bytes of a line are drawn.
const LONGEST: usize = 2_000;

/// The lines of a text that are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// At most [`MOST_LINES`] of a text; of two that are compared, of each.
    pub(crate) drawn: Vec<CodeLine>,
    /// How many follow.
    pub(crate) more: usize,
}

/// What a comparison says about a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sign {
    /// In both, or not compared.
    #[default]
    Same,
    /// Only in the new text.
    Added,
    /// Only in the old text.
    Removed,
}

impl Sign {
    /// The class of the line.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Same => "line",
            Self::Added => "line line-added",
            Self::Removed => "line line-removed",
        }
    }
}

/// A line of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodeLine {
    /// Its whole text, with the indent.
    pub(crate) text: String,
    /// Bytes of the text that have a class, in order.
    pub(crate) spans: Vec<(usize, usize, &'static str)>,
    /// Spaces it begins with.
    pub(crate) indent: usize,
    /// What it shows: the same in the next version of the text.
    pub(crate) key: String,
    /// What a comparison says.
    pub(crate) sign: Sign,
    /// So many bytes of the line follow its text, and are not drawn.
    pub(crate) cut: usize,
}

impl CodeLine {
    /// A line without colours.
    pub(crate) fn plain(text: &str, key: String) -> Self {
        let drawn = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
        Self { text: drawn.to_owned(), cut: text.len() - drawn.len(), key, ..Self::default() }
    }

    /// The same with `spans` of its whole text in colour.
    pub(crate) fn coloured(mut self, spans: impl Iterator<Item = (usize, usize, &'static str)>) -> Self {
        let end = self.text.len();
        let within = spans.take_while(|(start, _, _)| *start < end);
        self.spans = within.map(|(start, to, class)| (start, to.min(end), class)).collect();
        self
    }

    /// Whether both look the same. They may show different things: the second of two equal lines.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.text == other.text && self.sign == other.sign && self.cut == other.cut
    }

    /// Whether it is an item of a list.
    pub(crate) fn is_item(&self) -> bool {
        self.text.get(self.indent..).is_some_and(|text| text.starts_with("- ") || text == "-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_between_letters_and_their_colours_with_them() {
        let cases = [
            ("a".repeat(LONGEST), 0),
            ("a".repeat(LONGEST + 7), 7),
            (["a", &"ä".repeat(LONGEST)].concat(), LONGEST + 2),
        ];
        for (text, cut) in cases {
            let spans = [(0, 1, "key"), (1, text.len(), "string"), (LONGEST + 3, LONGEST + 4, "number")];
            let line = CodeLine::plain(&text, String::new()).coloured(spans.into_iter());
            assert_eq!((line.cut, line.text.len()), (cut, text.len() - cut));
            let expected = [(0, 1, "key"), (1, line.text.len(), "string")];
            assert_eq!(line.spans, expected);
        }
    }
}
