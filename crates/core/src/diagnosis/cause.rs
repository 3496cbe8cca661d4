//! Picking the cause out of long messages, and words shared by several failures.

use super::Diagnosis;
use super::facts::Container;

/// Longest text that is quoted.
const MOST: usize = 300;

/// The first line, cut where it is too long.
pub(super) fn shortened(message: &str) -> String {
    let line = message.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// What stands between the first pair of quotes.
pub(super) fn quoted(message: &str) -> Option<&str> {
    message.split('"').nth(1)
}

/// What follows `mark`.
pub(super) fn after<'a>(message: &'a str, mark: &str) -> Option<&'a str> {
    message.split_once(mark).map(|(_, rest)| rest)
}

/// Whether one of the words occurs, in any case.
pub(super) fn mentions(message: &str, words: &[&str]) -> bool {
    let message = message.to_lowercase();
    words.iter().any(|word| message.contains(word))
}

/// "once", "twice", "3 times".
pub(super) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        many => format!("{many} times"),
    }
}

/// A diagnosis of the whole pod.
pub(super) fn of_pod(
    code: &str,
    stuck: bool,
    sentence: String,
    advice: &str,
    evidence: Vec<String>,
) -> Diagnosis {
    Diagnosis { code: code.to_owned(), sentence, advice: advice.to_owned(), evidence, container: None, stuck }
}

/// A diagnosis of one container.
pub(super) fn of_container(
    code: &str,
    container: &Container<'_>,
    stuck: bool,
    sentence: String,
    advice: &str,
    evidence: Vec<String>,
) -> Diagnosis {
    let container = Some(container.name.to_owned());
    Diagnosis { container, ..of_pod(code, stuck, sentence, advice, evidence) }
}
