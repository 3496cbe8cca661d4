//! Whether a text may stand without quotes: no reader, of YAML 1.1 or 1.2, may take it for anything but this text.

use crate::visible::is_hidden;

/// Whether quotes can be left out.
pub(super) fn may_stand_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first().copied(), bytes.last().copied()) else { return false };
    begins_well(first, bytes.get(1).copied())
        && last != b' '
        && last != b':'
        && is_free_of_indicators(text)
        && !reads_as_something_else(text, first)
}

/// Indicators of YAML cannot begin a scalar; `-` can when a word follows (`--tls=false`), but not `---`.
fn begins_well(first: u8, second: Option<u8>) -> bool {
    match first {
        b'-' => second.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/' | b'.')),
        b' ' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>'
        | b'\'' => false,
        b'"' | b'%' | b'@' | b'`' | b'=' | b'~' | b'<' => false,
        _ => true,
    }
}

/// Neither `: ` nor ` #`, no mark of a document's end, and nothing that does not print.
fn is_free_of_indicators(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        let splits = before == ':' && c == ' ' || before == ' ' && c == '#';
        if splits || !prints(c) {
            return false;
        }
        before = c;
    }
    !text.starts_with("---") && !text.starts_with("...")
}

/// Whether a character stands for itself in every reader, and is seen to; the others need an escape.
pub(super) fn prints(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !is_hidden(c),
    }
}

fn reads_as_something_else(text: &str, first: u8) -> bool {
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => looks_like_number_or_date(text),
        _ => text.len() <= 5 && is_word_of_yaml(text),
    }
}

/// Booleans and null in any case, which is more than any reader takes.
fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn looks_like_number_or_date(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let special = [".inf", ".nan", "inf", "nan", "infinity"];
    special.iter().any(|word| unsigned.eq_ignore_ascii_case(word))
        || has_base_prefix(unsigned)
        || is_decimal_or_base_60(unsigned)
        || is_date(unsigned)
}

/// `0x1f`, `0o17`, `0b1`, also with underscores.
fn has_base_prefix(text: &str) -> bool {
    let mut bytes = text.bytes().filter(|b| *b != b'_');
    let prefix = (bytes.next(), bytes.next());
    matches!(prefix, (Some(b'0'), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B')))
        && bytes.all(|b| b.is_ascii_hexdigit())
}

/// `1`, `1_000`, `.5`, `1e3`, `12:30:45`; but not `1.2.3` or `10.0.0.1`, which nobody takes for numbers.
fn is_decimal_or_base_60(text: &str) -> bool {
    let mut dots = 0;
    let mut digits = 0;
    for b in text.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b'.' => dots += 1,
            b'_' | b':' | b'e' | b'E' | b'+' | b'-' => {}
            _ => return false,
        }
    }
    digits > 0 && dots <= 1
}

/// `2001-01-01`, alone or with a time.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let year = bytes.get(..4).is_some_and(|year| year.iter().all(u8::is_ascii_digit));
    let dash = bytes.get(4) == Some(&b'-');
    year && dash && bytes.get(5).is_some_and(u8::is_ascii_digit)
}
