//! What a text shows of itself: characters that steer a terminal, break a line, or cannot be seen are written out.
//!
//! This is the one list of such characters ([`is_hidden`]) and the one way to write them ([`push`]): as the double quotes
//! of JSON and YAML have it, so that what was valid stays valid. [`escaped`] is for a text that stands in a line, [`json`]
//! for a whole document of JSON; who keeps some of them, such as colours, goes letter by letter with the first two.
//!
//! A text somebody else wrote can otherwise change a terminal's title, forge a line of output, or read in another order
//! than it runs (U+202E turns what follows it around).

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character shows nothing at its own place: a control character, a separator of lines, or one that only
/// formats others (categories Cc, Zl, Zp and Cf of Unicode, and the fillers that look like spaces).
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}'
                | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text in one line, hidden characters as in YAML's and JSON's double quotes: `\n`, `\u001b`, `\u202e`.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| push(&mut out, c));
    Cow::Owned(out)
}

/// JSON with its hidden characters escaped, as JSON has it: they stand in texts alone. Line ends stay.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_hidden(c) && c != '\n';
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if hidden(c) { push_utf16(&mut out, c) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Appends a character as [`escaped`] shows it: a hidden one as `\n`, `\r`, `\t` or four hexadecimal digits for each of
/// its UTF-16 units (`\u009b`, `\udb40\udc41`), any other as it is.
pub fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => push_utf16(out, c),
        c => out.push(c),
    }
}

fn push_utf16(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing into a text cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, json};

    #[test]
    fn what_steers_or_hides_is_written_out_and_all_else_stays() {
        for (text, expected) in [
            ("plain: ä 😀 \"\\", "plain: ä 😀 \"\\"),
            ("\u{1b}]0;pwned\u{7}\u{1b}[2J", "\\u001b]0;pwned\\u0007\\u001b[2J"),
            ("x\nWarning: forged\r\t", "x\\nWarning: forged\\r\\t"),
            ("\u{9b}31m\u{7f}\0", "\\u009b31m\\u007f\\u0000"),
            ("a\u{202e}b\u{2066}c\u{200b}d\u{feff}", "a\\u202eb\\u2066c\\u200bd\\ufeff"),
            ("\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(escaped(text), expected, "{text:?}");
        }
        assert_eq!(json("{\n  \"\u{202e}\u{9b}\": \"\\n\"\n}"), "{\n  \"\\u202e\\u009b\": \"\\n\"\n}");
    }
}
