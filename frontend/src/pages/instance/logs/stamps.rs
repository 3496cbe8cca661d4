//! The times at the beginning of a log's lines: by them a log that is read again goes on where it was left.

/// A line of so many bytes is cut; the end of it would not be shown either.
const LONGEST: usize = 64 * 1024;

/// What stands where lines may be missing: more was written than is read again.
const GAP: &str = "… lines that were written meanwhile are not shown here; the downloaded log has them\n";

/// Takes the times off. Each reading must ask the server for them.
#[derive(Default)]
pub(super) struct Stamps {
    /// Whether they are shown.
    shown: bool,
    /// A line whose end has not come.
    open: String,
    /// The time of the last line.
    last: String,
    /// Up to this time the lines are known, and it is not known yet whether any is missing.
    known: Option<String>,
    found: bool,
}

impl Stamps {
    /// For a log that is read from the beginning; `shown` leaves the times on the lines.
    pub(super) fn new(shown: bool) -> Self {
        Self { shown, ..Self::default() }
    }

    /// A reading begins: lines that were read before are left out.
    pub(super) fn begin(&mut self) {
        self.open.clear();
        self.found = false;
        self.known = (!self.last.is_empty()).then(|| self.last.clone());
    }

    /// The new whole lines of the next piece of text.
    pub(super) fn take(&mut self, text: &str) -> String {
        let mut lines = String::with_capacity(text.len());
        for part in text.split_inclusive('\n') {
            if self.open.len() < LONGEST {
                self.open.push_str(part);
            } else if part.ends_with('\n') {
                self.open.push('\n');
            }
            if self.open.ends_with('\n') {
                let line = std::mem::take(&mut self.open);
                self.line(&line, &mut lines);
            }
        }
        lines
    }

    /// What is left when nothing more comes: a line without an end.
    pub(super) fn end(&mut self) -> String {
        let mut lines = String::new();
        let line = std::mem::take(&mut self.open);
        if !line.is_empty() {
            self.line(&line, &mut lines);
        }
        lines
    }

    fn line(&mut self, line: &str, lines: &mut String) {
        let Some((stamp, text)) = line.split_once(' ').filter(|(stamp, _)| is_stamp(stamp)) else {
            // The container runtime writes its own remarks without one.
            lines.push_str(line);
            return;
        };
        if let Some(known) = &self.known {
            if key(stamp) <= key(known) {
                self.found = true;
                return;
            }
            if !self.found {
                lines.push_str(GAP);
            }
            self.known = None;
        }
        stamp.clone_into(&mut self.last);
        lines.push_str(if self.shown { line } else { text });
    }
}

/// `2026-05-14T09:26:53.589793238Z`: enough of it to know it.
fn is_stamp(word: &str) -> bool {
    word.len() >= 20
        && word
            .bytes()
            .zip(*b"0000-00-00T00:00:00")
            .all(|(is, like)| if like == b'0' { is.is_ascii_digit() } else { is == like })
}

/// Sorts as the times do, however many digits the seconds have.
fn key(stamp: &str) -> &str {
    stamp.split(['Z', '+']).next().unwrap_or(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "2026-05-14T09:26:53.5Z a\n2026-05-14T09:26:53.51Z b\nremark\n";

    #[test]
    fn times_are_taken_off_whatever_pieces_the_lines_come_in() {
        for (shown, expected) in [(false, "a\nb\nremark\n"), (true, FIRST)] {
            for size in [1, 5, FIRST.len()] {
                let mut stamps = Stamps::new(shown);
                stamps.begin();
                let pieces = FIRST.as_bytes().chunks(size);
                let read: String =
                    pieces.map(|piece| stamps.take(std::str::from_utf8(piece).unwrap())).collect();
                assert_eq!(read, expected, "pieces of {size}");
            }
        }
    }

    #[test]
    fn another_reading_goes_on_where_the_last_was_left() {
        let cases = [
            ("the same again, and a new line", [FIRST, "2026-05-14T09:26:54Z c\n"].concat(), "remark\nc\n"),
            ("nothing new", "2026-05-14T09:26:53.51Z b\n".to_owned(), ""),
            ("more than is read again", "2026-05-14T09:26:59Z z\n".to_owned(), &[GAP, "z\n"].concat()),
        ];
        for (what, text, expected) in cases {
            let mut stamps = Stamps::new(false);
            stamps.begin();
            stamps.take(FIRST);
            stamps.take("2026-05-14T09:26:54Z cut off");
            stamps.begin();
            assert_eq!(stamps.take(&text), expected, "{what}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_bounded_and_told_at_the_end() {
        let mut stamps = Stamps::new(false);
        stamps.begin();
        for _ in 0..1_000 {
            assert_eq!(stamps.take(&"x".repeat(1_000)), "");
        }
        let open = stamps.end();
        assert!((LONGEST..LONGEST + 1_000).contains(&open.len()), "{}", open.len());
        assert_eq!(stamps.end(), "");
    }
}
