//! Text in quotes and in blocks.

use super::plain::prints;

/// `'...'` where that needs no escapes and saves some, otherwise `"..."`.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    let single_is_nicer = text.contains(['"', '\\']) && text.chars().all(prints);
    if single_is_nicer {
        push_single(out, text);
    } else {
        push_double(out, text);
    }
}

fn push_single(out: &mut String, text: &str) {
    out.push('\'');
    let mut parts = text.split('\'');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str("''");
        out.push_str(part);
    }
    out.push('\'');
}

fn push_double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if prints(c) => out.push(c),
            c => push_escape(out, u32::from(c)),
        }
    }
    out.push('"');
}

/// `\x1b`, `\u2028` or `\U000e0001`.
fn push_escape(out: &mut String, code: u32) {
    let (start, digits) = match code {
        0..0x100 => ("\\x", 2),
        0x100..0x1_0000 => ("\\u", 4),
        _ => ("\\U", 8),
    };
    out.push_str(start);
    for place in (0..digits).rev() {
        out.push(char::from_digit((code >> (4 * place)) & 0xf, 16).unwrap_or('0'));
    }
}

/// The header of a literal block (`|`, `|-`, `|+`) for a text of several lines; `None` when it would not read back.
pub(super) fn block_header(text: &str) -> Option<&'static str> {
    let body = text.trim_end_matches('\n');
    let first = body.lines().find(|line| !line.is_empty())?;
    let indents_itself = first.starts_with([' ', '\t']);
    let blank = |line: &str| !line.is_empty() && line.bytes().all(|b| b == b' ' || b == b'\t');
    let readable = text.contains('\n')
        && !indents_itself
        && text.chars().all(|c| prints(c) || matches!(c, '\n' | '\t'))
        && !body.split('\n').any(blank);
    readable.then(|| match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    })
}
