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
}

/// Looks around `slice`; `None` when it is not a part of `text`.
pub(super) fn look_around(text: &str, slice: &str) -> Option<Scalar> {
    let offset = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let quoted = text.get(..offset)?.ends_with(['"', '\'']);
    Some(Scalar { offset, quoted })
}

/// Line and column (in characters) of a byte offset, both from 1.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}
