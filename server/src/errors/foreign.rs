//! What comes from somebody between us and the API server, or from anybody who wrote into an object: made fit to stand in
//! a sentence.

use axum::http::StatusCode;

/// Longest text of a message in characters. An API server's own are shorter; a page or a dump is not read anyway.
const LONGEST: usize = 2000;

/// Longest message that is quoted, in characters: a hundred problems of an object.
const QUOTED: usize = 16_000;

/// Longest name of who answered, in characters.
const NAME: usize = 80;

/// A message as it is, for those who want to read the whole; what nobody reads to the end is cut.
pub(super) fn quoted(text: &str) -> String {
    cut(text, QUOTED)
}

/// A text on one line: runs of white space and line breaks are one space, characters that a screen obeys instead of
/// showing them are escaped, and what is too long is cut.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            plain.push(' ');
        }
        for letter in word.chars() {
            if is_command(letter) { plain.extend(letter.escape_unicode()) } else { plain.push(letter) }
        }
        if plain.len() > 4 * LONGEST {
            break;
        }
    }
    cut(&plain, LONGEST)
}

/// Control characters, and those that turn the direction of writing (Unicode 15, section 23.2).
fn is_command(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a page of HTML says that stands where an API server's answer should: `502 Bad Gateway (nginx)`. `None` when the
/// text is no page.
pub(super) fn page(code: u16, text: &str) -> Option<String> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let reason = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    let status = reason.map_or_else(|| code.to_string(), |reason| format!("{code} {reason}"));
    // Beyond this there is nothing that names who answered.
    let page = text.chars().take(LONGEST).collect::<String>();
    let title = element(&page, "title").unwrap_or_default();
    let said = [title, words(&page)].into_iter().map(|said| said.replace(&status, " "));
    let name = said.map(|said| cut(&plain(&said), NAME)).find(|name| !name.is_empty());
    Some(name.map_or_else(|| status.clone(), |name| format!("{status} ({name})")))
}

/// The text of the first element of this name.
fn element(page: &str, name: &str) -> Option<String> {
    // Lower-casing ASCII keeps every place where it is.
    let lower = page.to_ascii_lowercase();
    let start = lower.find(&format!("<{name}>"))? + name.len() + 2;
    let end = start + lower.get(start..)?.find("</")?;
    page.get(start..end).map(str::to_owned)
}

/// What of a page is to be seen.
fn words(page: &str) -> String {
    let mut rest = page.to_owned();
    for hidden in ["title", "script", "style"] {
        while let Some(text) = element(&rest, hidden).filter(|text| !text.is_empty()) {
            rest = rest.replacen(&text, "", 1);
        }
    }
    let pieces = rest.split('<').filter_map(|piece| piece.split_once('>').map(|(_, text)| text));
    pieces.collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NGINX: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
        <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    #[test]
    fn a_page_becomes_its_status_and_its_title() {
        for (code, text, expected) in [
            (502, NGINX, Some("502 Bad Gateway (nginx)")),
            (
                503,
                "<title>Down for maintenance</title>",
                Some("503 Service Unavailable (Down for maintenance)"),
            ),
            (502, "<html><script>alert(1)</script></html>", Some("502 Bad Gateway")),
            (502, "\n<!DOCTYPE html><STYLE>b{}</STYLE><b>by us</b>", Some("502 Bad Gateway (by us)")),
            (502, "<title>502 Bad Gateway", Some("502 Bad Gateway")),
            (599, "<title>a\nb\u{1b}[2J</title>", Some("599 (a b\\u{1b}[2J)")),
            (502, "<", Some("502 Bad Gateway")),
            (429, "Too many requests, please try again later.", None),
            (502, "", None),
        ] {
            assert_eq!(page(code, text).as_deref(), expected, "{text}");
        }
        let long = page(502, &format!("<title>{}</title>", "é".repeat(100_000))).expect("a page");
        assert!(long.chars().count() < 120, "{long}");
    }

    #[test]
    fn a_text_is_one_line_of_what_can_be_seen() {
        for (text, expected) in [
            ("a\r\n  b\tc ", "a b c"),
            ("\u{1b}]0;x\u{7}", "\\u{1b}]0;x\\u{7}"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
        assert_eq!(plain(&"x".repeat(5000)).chars().count(), LONGEST + 1);
        assert_eq!(plain(&"x ".repeat(50_000)).chars().count(), LONGEST);
    }
}
