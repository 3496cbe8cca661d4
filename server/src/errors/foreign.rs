//! What comes from somebody between us and the API server, or from anybody who wrote into an object: made fit to stand in
//! a sentence.

use axum::http::StatusCode;
use slipway_core::visible::escaped;

/// Longest text of a message in characters. An API server's own are shorter; a page or a dump is not read anyway.
const LONGEST: usize = 2000;

/// Longest message that is quoted, in characters: a hundred problems of an object.
const QUOTED: usize = 16_000;

/// Elements whose text is no part of what a page shows.
const HIDDEN: [&str; 3] = ["title", "script", "style"];

/// Longest name of who answered, in characters.
const NAME: usize = 80;

/// A message as it is, for those who want to read the whole; what nobody reads to the end is cut.
pub(super) fn quoted(text: &str) -> String {
    cut(text, QUOTED)
}

/// A text on one line: runs of white space and line breaks are one space, what a screen would hide or obey is escaped,
/// and what is too long is cut.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            plain.push(' ');
        }
        plain.push_str(&escaped(word));
        if plain.len() > 4 * LONGEST {
            break;
        }
    }
    cut(&plain, LONGEST)
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
    let mut tags = page.split('<').skip(1).filter(|tag| is_of(tag, name));
    // A title holds no other elements: it ends where the next tag begins.
    tags.find_map(|tag| tag.split_once('>')).map(|(_, text)| text.to_owned())
}

/// What of a page is to be seen.
fn words(page: &str) -> String {
    let mut words = Vec::new();
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        words.push(text);
        rest = behind(tag).unwrap_or_default();
    }
    words.push(rest);
    words.join(" ")
}

/// What follows a tag: behind the whole element, where that is not shown. `None` when it does not end.
fn behind(tag: &str) -> Option<&str> {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.split_once("-->").map(|(_, rest)| rest);
    }
    let end = match HIDDEN.iter().find(|name| is_of(tag, name)) {
        // Lower-casing ASCII keeps every place where it is.
        Some(name) => tag.get(tag.to_ascii_lowercase().find(&format!("</{name}"))?..)?,
        None => tag,
    };
    end.split_once('>').map(|(_, rest)| rest)
}

/// Whether this begins an element of the name; `tag` is what follows the `<`.
fn is_of(tag: &str, name: &str) -> bool {
    let rest =
        tag.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).and(tag.get(name.len()..));
    rest.is_some_and(|rest| rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace))
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
            (502, "<title lang=\"en\">by us</title>", Some("502 Bad Gateway (by us)")),
            (502, "<html><titles>by us</titles>", Some("502 Bad Gateway (by us)")),
            (
                502,
                "<p>by</p><script type=\"module\">if (a<b) x('<i>')</script ><style\nmedia=all>b{}</style>us",
                Some("502 Bad Gateway (by us)"),
            ),
            (502, "<b>by us</b><!-- a > b <i>c</i> --><script src=a>1", Some("502 Bad Gateway (by us)")),
            (502, "<title>502 Bad Gateway", Some("502 Bad Gateway")),
            (599, "<title>a\nb\u{1b}[2J</title>", Some("599 (a b\\u001b[2J)")),
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
            ("\u{1b}]0;x\u{7}", "\\u001b]0;x\\u0007"),
            ("a\u{202e}b\u{200b}c\u{2028}d", "a\\u202eb\\u200bc d"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
        assert_eq!(plain(&"x".repeat(5000)).chars().count(), LONGEST + 1);
        assert_eq!(plain(&"x ".repeat(50_000)).chars().count(), LONGEST);
    }
}
