//! A line of code.

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
}

impl CodeLine {
    /// Whether both look the same. They may show different things: the second of two equal lines.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.text == other.text && self.sign == other.sign
    }

    /// Whether it is an item of a list.
    pub(crate) fn is_item(&self) -> bool {
        self.text.get(self.indent..).is_some_and(|text| text.starts_with("- ") || text == "-")
    }
}
