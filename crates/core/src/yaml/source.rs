//! Where in the text a scalar stands, and whether it is quoted.
//!
//! The reader hands over a scalar of one line as a slice of the text itself, so its place is a matter of addresses.
//! That is how `yes` and `"yes"` are told apart, which the reader otherwise does not say.

/// What stands around a scalar.
pub(super) struct Scalar {
    /// Byte offset in the text.
    pub(super) offset: usize,
    /// In single or double quotes.
    pub(super) quoted: bool,
    /// Marked with a tag such as `!!binary`.
    pub(super) tagged: bool,
}

/// Looks around `slice`; `None` when it is not a part of `text`.
pub(super) fn look_around(text: &str, slice: &str) -> Option<Scalar> {
    let offset = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let before = text.get(..offset)?;
    let quoted = before.ends_with(['"', '\'']);
    let line = before.trim_end_matches(['"', '\'']);
    let line = line.get(line.rfind('\n').map_or(0, |at| at + 1)..)?;
    Some(Scalar { offset, quoted, tagged: has_tag(line) })
}

/// Whether the last words of what precedes a scalar are a tag and perhaps an anchor.
fn has_tag(before: &str) -> bool {
    let mut words = before.split_ascii_whitespace().rev();
    let nearest = words.next().unwrap_or_default();
    let word = if nearest.starts_with('&') { words.next().unwrap_or_default() } else { nearest };
    word.starts_with('!')
}

/// Line and column (in characters) of a byte offset, both from 1.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}
