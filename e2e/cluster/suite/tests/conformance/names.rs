//! What differs from run to run, by name: `{ns}` for the namespace, kept values, numbered uids and versions, times.

use regex::Regex;

/// The names of one case.
#[derive(Debug)]
pub(crate) struct Names {
    /// Name and value; later ones win.
    kept: Vec<(String, String)>,
    uids: Vec<String>,
    versions: Vec<String>,
    uid: Regex,
    time: Regex,
    token: Regex,
}

impl Names {
    /// The names of a case in a namespace.
    pub(crate) fn new(namespace: &str) -> Self {
        let pattern = |text: &str| Regex::new(text).unwrap();
        Self {
            kept: vec![("ns".to_owned(), namespace.to_owned())],
            uids: Vec::new(),
            versions: Vec::new(),
            uid: pattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
            time: pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z"),
            token: pattern("kube-api-access-[a-z0-9]{5}"),
        }
    }

    /// Keeps a value under a name.
    pub(crate) fn keep(&mut self, name: &str, value: &str) {
        self.kept.push((name.to_owned(), value.to_owned()));
    }

    /// A request's text, with the values in place of their names.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.kept
            .iter()
            .rev()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// An answer's text, with names in place of what differs.
    pub(crate) fn hide(&mut self, text: &str) -> String {
        // Before the kept values, of which one may be a number that is the minute, too.
        let text = self.time.replace_all(text, "TIME").into_owned();
        let text = self.kept.iter().fold(text, |text, (name, value)| hide_word(&text, value, name));
        let text = self.token.replace_all(&text, "kube-api-access-XXXXX").into_owned();
        let found: Vec<String> = self.uid.find_iter(&text).map(|uid| uid.as_str().to_owned()).collect();
        found
            .into_iter()
            .fold(text, |text, uid| text.replace(&uid, &format!("UID{}", number(&mut self.uids, &uid))))
    }

    /// A resource version, which only has to be the same or another.
    pub(crate) fn version(&mut self, version: &str) -> String {
        match version {
            "" | "0" => version.to_owned(),
            version => format!("VERSION{}", number(&mut self.versions, version)),
        }
    }
}

/// The place of a value among those seen, counted from 1.
fn number(seen: &mut Vec<String>, value: &str) -> usize {
    let known = seen.iter().position(|it| it == value);
    known.unwrap_or_else(|| {
        seen.push(value.to_owned());
        seen.len() - 1
    }) + 1
}

/// Replaces a value where it is not part of a longer word.
fn hide_word(text: &str, value: &str, name: &str) -> String {
    if value.is_empty() {
        return text.to_owned();
    }
    let number = value.bytes().all(|it| it.is_ascii_digit());
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(value) {
        let (before, after) = (&rest[..at], &rest[at + value.len()..]);
        let inside = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        // The tag of an image, `1.35`, is no revision.
        let fraction = number && before.ends_with('.');
        let whole = !inside(before.chars().next_back()) && !inside(after.chars().next()) && !fraction;
        result.push_str(before);
        result.push_str(&if whole { format!("{{{name}}}") } else { value.to_owned() });
        rest = after;
    }
    result + rest
}
