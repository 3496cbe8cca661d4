use super::read::reading;
use crate::limits::Limits;
use serde_json::Value;

/// A plain scalar that looks like text and is none for `kubectl`.
#[derive(Debug, Clone, PartialEq)]
pub struct Surprise {
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// As it is written: `yes`, `0644`.
    pub text: String,
    /// What it is read as: true, 420.
    pub kubectl_reads: Value,
}

/// The values in a text that `kubectl` (YAML 1.1) reads as something else than YAML 1.2 does (`yes`, `on`, `0644`,
/// `1_000`), in order. Whoever means the text must quote it. Empty when [`super::read`] refuses the text.
pub fn yaml11_surprises(text: &str) -> Vec<Surprise> {
    let reading = reading(text, &Limits::default());
    if super::read::parse(&reading, &Limits::default()).is_err() {
        return Vec::new();
    }
    let mut found = reading.surprises.take();
    found.sort_by_key(|(offset, _, _)| *offset);
    found.dedup_by_key(|(offset, _, _)| *offset);
    let (mut line, mut line_start, mut before) = (1, 0, 0);
    let described = found.into_iter().map(|(offset, written, kubectl_reads)| {
        let between = text.get(before..offset).unwrap_or_default();
        line += between.matches('\n').count();
        line_start = between.rfind('\n').map_or(line_start, |at| before + at + 1);
        before = offset;
        let column = text.get(line_start..offset).map_or(0, |line| line.chars().count()) + 1;
        Surprise { line, column, text: written.to_owned(), kubectl_reads }
    });
    described.collect()
}
