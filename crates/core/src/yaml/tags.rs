//! Tags of every kind, made visible to the reader.
//!
//! The reader shows `!name` and passes over what it takes for a tag of YAML's own or of another schema: `!!set`,
//! `!<tag:example.com,2000:x>`, `!e!x` with its `%TAG`. Written as `!name`s of the same length they show as well. Where
//! an exclamation mark is part of a text or a comment, nothing comes of it.

/// The text with every tag as `!name`; `None` when no other could be in it.
pub(super) fn shown(text: &str) -> Option<String> {
    let declares = text.lines().any(|line| line.starts_with("%TAG"));
    if !declares && !text.split('!').skip(1).any(is_of_another_schema) {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        // A comment in its place.
        let rest = line.strip_prefix("%TAG");
        shown.push_str(if rest.is_some() { "#TAG" } else { "" });
        let mut in_tag = false;
        shown.extend(rest.unwrap_or(line).chars().map(|c| {
            let of_tag = in_tag && !c.is_whitespace();
            in_tag = of_tag || c == '!';
            if of_tag && matches!(c, '!' | '<' | '>' | ',') { '_' } else { c }
        }));
    }
    Some(shown)
}

/// Whether what follows an exclamation mark makes it more than a name; `rest` ends at the next one.
fn is_of_another_schema(rest: &str) -> bool {
    rest.starts_with('<') || !rest.contains(char::is_whitespace)
}
