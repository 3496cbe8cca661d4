//! A line of a log as text: no terminal codes, of bounded length, and where a search finds something in it.

use std::ops::Range;

/// The longest line that is kept, in bytes; the rest of a longer one is cut.
const LONGEST: usize = 8 * 1024;

/// `line` without terminal colours and other control characters, as a terminal would leave it: what follows a lone
/// carriage return overwrites what was before.
pub(super) fn plain(line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line = line.rsplit('\r').find(|part| !part.is_empty()).unwrap_or_default();
    let mut text = String::with_capacity(line.len().min(LONGEST));
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if text.len() >= LONGEST {
            text.push('…');
            break;
        }
        match letter {
            '\u{1b}' => skip_escape(&mut letters),
            '\t' => text.push('\t'),
            control if control.is_control() => {}
            other => text.push(other),
        }
    }
    text
}

/// Skips the rest of a terminal code: `[`, parameters, and a letter; or `]` and all up to the bell.
fn skip_escape(letters: &mut std::str::Chars<'_>) {
    match letters.next() {
        Some('[') => drop(letters.find(|letter| ('\u{40}'..='\u{7e}').contains(letter))),
        Some(']') => drop(letters.find(|letter| *letter == '\u{7}')),
        Some(_) | None => {}
    }
}

/// Where `needle` is in `line`. Case does not matter for letters of ASCII. An empty needle is nowhere.
pub(super) fn hits(line: &str, needle: &str) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    // Lower case of ASCII keeps every byte in its place.
    let (text, wanted) = (line.to_ascii_lowercase(), needle.to_ascii_lowercase());
    text.match_indices(&wanted).map(|(at, found)| at..at + found.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_codes_are_not_text() {
        let cases = [
            ("\u{1b}[32mINFO\u{1b}[0m ready", "INFO ready"),
            ("10%\r20%\r100%", "100%"),
            ("windows\r", "windows"),
            ("\u{1b}]0;title\u{7}x\ty\u{0}", "x\ty"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("cut \u{1b}[3", "cut "),
            ("", ""),
        ];
        for (line, expected) in cases {
            assert_eq!(plain(line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_line_is_of_bounded_length() {
        let text = plain(&"ä".repeat(100_000));
        assert!(text.len() < LONGEST + 8 && text.ends_with('…'), "{}", text.len());
    }

    #[test]
    fn a_search_ignores_case_and_finds_all() {
        assert_eq!(hits("Error: no ERROR", "error"), [0..5, 10..15]);
        assert_eq!(hits("Ä error error", "error"), [3..8, 9..14]);
        assert!(hits("anything", "").is_empty());
    }
}
