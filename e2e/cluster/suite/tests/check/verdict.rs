//! What is said of an object: by the API server, and by the core.

use serde_json::Value;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::validate::{self, Kind, Reason, Violation};

/// An answer about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is right.
    Right,
    /// It breaks rules: each as reason, field and message, sorted.
    Wrong(Vec<String>),
    /// It cannot be read: fields nobody knows, sorted, or the first value of a wrong type.
    Unreadable(Vec<String>),
    /// Something that looks at the cluster's other objects refused it, before its rules were looked at.
    Elsewhere(String),
}

impl Verdict {
    /// The core's, for a cluster of that version.
    pub(super) fn of_core(kind: Kind, object: &Value, target: &Target) -> Self {
        let shape = validate::shape(kind, object);
        if !shape.is_empty() {
            return Self::Unreadable(unreadable(&shape));
        }
        let lines = validate::object_for(kind, object, target.kubernetes)
            .iter()
            .map(|one| line(one.reason.as_str(), &one.field, &one.message))
            .collect();
        Self::of_lines(lines)
    }

    /// The API server's: the code and the body of its answer to a dry run.
    pub(super) fn of_answer(code: u16, body: &Value) -> Self {
        let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
        match code {
            200 | 201 => Self::Right,
            422 => Self::of_lines(causes(body)),
            400 => Self::Unreadable(complaints(message)),
            _ => Self::Elsewhere(format!("{code}: {message}")),
        }
    }

    /// Whether an older server says no more than that it does not know fields, or nothing about the object.
    fn is_about_newer_fields(&self) -> bool {
        match self {
            Self::Unreadable(said) => {
                !said.is_empty() && said.iter().all(|one| one.starts_with("unknown field"))
            }
            Self::Elsewhere(_) => true,
            Self::Right | Self::Wrong(_) => false,
        }
    }

    fn of_lines(mut lines: Vec<String>) -> Self {
        lines.sort();
        if lines.is_empty() { Self::Right } else { Self::Wrong(lines) }
    }
}

fn line(reason: &str, field: &str, message: &str) -> String {
    format!("{reason} {field}: {message}")
}

fn causes(body: &Value) -> Vec<String> {
    let causes =
        body.pointer("/details/causes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text =
        |cause: &Value, field: &str| cause.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    causes
        .iter()
        .map(|cause| line(&text(cause, "reason"), &text(cause, "field"), &text(cause, "message")))
        .collect()
}

/// What the core would have the decoder say. A wrong type stops it at once; unknown fields come all together.
fn unreadable(found: &[Violation]) -> Vec<String> {
    let (unknown, types): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.reason == Reason::Unknown);
    let mut said: Vec<String> =
        if types.is_empty() { &unknown } else { &types }.iter().map(|one| one.message.clone()).collect();
    said.sort();
    said
}

/// What the decoder says after its introduction.
fn complaints(message: &str) -> Vec<String> {
    let said = message.split_once("cannot be handled as a ").map_or(message, |(_, rest)| rest);
    let said = said.split_once(": ").map_or(said, |(_, rest)| rest);
    let Some(list) = said.strip_prefix("strict decoding error: ") else { return vec![said.to_owned()] };
    let mut list: Vec<String> = list.split(", ").map(str::to_owned).collect();
    list.sort();
    list
}

/// Places where only reason and field are compared, and why not the words.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("data[.dockerconfigjson]", "Go's JSON reader says where the text is wrong in its own words"),
    ("data[.dockercfg]", "as .dockerconfigjson"),
    ("metadata.ownerReferences", "the list is shown in the order of Go's fields"),
    ("resources", "Go repeats some forms of a quantity as they were written, such as +1"),
    ("metadata.name", "the end of a drawn name is another one each time"),
];

/// Whether both say the same. Of several values of a wrong type the decoder names the one it meets first. An older server
/// has words of its own and not all fields, so there it counts only that both refuse or neither.
pub(super) fn agree(core: &Verdict, server: &Verdict, target: &Target) -> bool {
    if target.kubernetes < KubernetesVersion::NEWEST {
        let right = |verdict: &Verdict| *verdict == Verdict::Right;
        return server.is_about_newer_fields() || right(core) == right(server);
    }
    match (core, server) {
        (_, Verdict::Elsewhere(_)) => true,
        (Verdict::Unreadable(core), Verdict::Unreadable(server)) => {
            let (core, server) = (places(core), places(server));
            core == server || (server.len() == 1 && server.iter().all(|said| core.contains(said)))
        }
        (Verdict::Wrong(core), Verdict::Wrong(server)) => comparable(core) == comparable(server),
        (core, server) => core == server,
    }
}

fn comparable(lines: &[String]) -> Vec<&str> {
    let mut lines: Vec<&str> = lines.iter().map(|line| in_words_that_count(line)).collect();
    lines.sort_unstable();
    lines
}

fn in_words_that_count(line: &str) -> &str {
    let field = line.split(": ").next().unwrap_or_default();
    if OTHER_WORDS.iter().any(|(other, _)| field.contains(other)) { field } else { line }
}

/// What the decoder complains of, without what only Go's source has: names of types and of embedded structs.
fn places(complaints: &[String]) -> Vec<String> {
    let mut places: Vec<String> = complaints.iter().map(|said| place(said)).collect();
    places.sort();
    places
}

fn place(said: &str) -> String {
    let said = said.split(" of type ").next().unwrap_or_default();
    let Some((before, path)) = said.rsplit_once(' ') else { return said.to_owned() };
    let is_field = |part: &&str| !part.starts_with(|letter: char| letter.is_ascii_uppercase());
    format!("{before} {}", path.split('.').filter(is_field).collect::<Vec<_>>().join("."))
}
