//! The last lines of a log, whatever pieces it comes in.

use std::collections::VecDeque;

use super::text::plain;

/// How many lines are kept.
pub(super) const KEPT: usize = 5_000;

/// The last lines. The one that is still being written is the last.
#[derive(Default)]
pub(super) struct Buffer {
    lines: VecDeque<String>,
    /// The last line has no end yet; its text as it came.
    open: Option<String>,
}

/// What a piece of text changed, to be done to the screen in this order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// The last line is replaced by the first of the new ones.
    pub(super) replaced: bool,
    /// Lines at the end.
    pub(super) added: Vec<String>,
    /// So many lines at the start are gone, after the adding.
    pub(super) removed: usize,
}

impl Buffer {
    /// Takes the next piece of text.
    pub(super) fn push(&mut self, text: &str) -> Change {
        if text.is_empty() {
            return Change::default();
        }
        let replaced = self.open.is_some();
        if replaced {
            self.lines.pop_back();
        }
        let whole = [self.open.take().unwrap_or_default().as_str(), text].concat();
        let mut parts: Vec<&str> = whole.split('\n').collect();
        let rest = parts.pop().unwrap_or_default();
        let mut added: Vec<String> = parts.into_iter().map(plain).collect();
        if !rest.is_empty() {
            added.push(plain(rest));
            self.open = Some(bounded(rest));
        }
        // Of a piece larger than all that is kept, only the end is ever shown.
        let surplus = added.len().saturating_sub(KEPT);
        added.drain(..surplus);
        self.lines.extend(added.iter().cloned());
        let removed = self.lines.len().saturating_sub(KEPT);
        self.lines.drain(..removed);
        Change { replaced, added, removed }
    }

    /// All lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// A line without end must not grow without end.
fn bounded(text: &str) -> String {
    const MOST: usize = 64 * 1024;
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(buffer: &Buffer) -> Vec<&str> {
        buffer.lines().collect()
    }

    #[test]
    fn lines_cut_between_pieces_are_whole() {
        let mut buffer = Buffer::default();
        let first = buffer.push("one\ntw");
        assert_eq!((first.replaced, first.added.len(), first.removed), (false, 2, 0));
        let second = buffer.push("o\n");
        assert_eq!((second.replaced, second.added), (true, vec!["two".to_owned()]));
        let third = buffer.push("three\n");
        assert!(!third.replaced);
        assert_eq!(lines(&buffer), ["one", "two", "three"]);
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let mut buffer = Buffer::default();
        let text: String = (0..KEPT + 10).map(|at| format!("{at}\n")).collect();
        let change = buffer.push(&text);
        assert_eq!((buffer.len(), change.added.len(), change.removed), (KEPT, KEPT, 0));
        let change = buffer.push("last\nopen");
        assert_eq!((buffer.len(), change.removed), (KEPT, 2));
        assert_eq!(buffer.lines().next(), Some("12"));
        assert_eq!(buffer.lines().last(), Some("open"));
    }

    #[test]
    fn an_empty_piece_changes_nothing() {
        let mut buffer = Buffer::default();
        buffer.push("open");
        assert_eq!(buffer.push(""), Change::default());
        assert_eq!(lines(&buffer), ["open"]);
    }

    #[test]
    fn the_screen_and_the_buffer_agree() {
        let mut buffer = Buffer::default();
        let mut screen: VecDeque<String> = VecDeque::new();
        for text in ["a\nb", "c\n\nd", "e", "\n", &"x\n".repeat(KEPT), "tail"] {
            let Change { replaced, added, removed } = buffer.push(text);
            if replaced {
                screen.pop_back();
            }
            screen.extend(added);
            screen.drain(..removed);
            assert!(buffer.lines().eq(screen.iter().map(String::as_str)));
        }
    }
}
