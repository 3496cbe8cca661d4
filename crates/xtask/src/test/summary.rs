//! The closing table and its last line.

use std::fmt::Write as _;

use super::counts::Counts;

/// How a step went.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    /// Something it needs failed.
    NotRun,
    /// This machine cannot do it.
    Impossible,
}

/// One step of the summary.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) seconds: f64,
    pub(super) outcome: Outcome,
    pub(super) counts: Counts,
    /// Names of tests that failed, where they have names.
    pub(super) failed: Vec<String>,
}

impl Line {
    /// Of a step that has counted nothing.
    pub(super) fn new(name: &'static str, outcome: Outcome) -> Self {
        Self { name, seconds: 0.0, outcome, counts: Counts::default(), failed: Vec::new() }
    }
}

/// Whether the run as a whole succeeded.
pub(super) fn all_passed(lines: &[Line]) -> bool {
    let fine = |outcome| matches!(outcome, Outcome::Passed | Outcome::Impossible);
    lines.iter().all(|line| fine(line.outcome) && line.counts.failed == 0)
}

/// The table of steps, what failed in them, then `N passed, N failed` alone on the last line. A step that did not run
/// because another failed is a failure; one that is impossible here is skipped.
pub(super) fn render(lines: &[Line]) -> String {
    let mut text = format!(
        "\n  {:<14}{:<10}{:>9}{:>9}{:>9}{:>9}\n",
        "step", "", "seconds", "passed", "failed", "skipped"
    );
    for line in lines {
        let word = match line.outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "FAILED",
            Outcome::NotRun => "not run",
            Outcome::Impossible => "skipped",
        };
        let Counts { passed, failed, skipped } = counted(line);
        // Writing to a string cannot fail.
        writeln!(
            text,
            "  {:<14}{word:<10}{:>9.1}{passed:>9}{failed:>9}{skipped:>9}",
            line.name, line.seconds
        )
        .ok();
    }
    for line in lines.iter().filter(|line| !line.failed.is_empty()) {
        write!(text, "\n  failed in {}:\n    {}\n", line.name, line.failed.join("\n    ")).ok();
    }
    let Counts { passed, failed, skipped } = lines.iter().map(counted).sum();
    write!(text, "\n{passed} passed, {failed} failed").ok();
    if skipped > 0 {
        write!(text, ", {skipped} skipped").ok();
    }
    text.push('\n');
    text
}

fn counted(line: &Line) -> Counts {
    match line.outcome {
        Outcome::Passed => line.counts,
        Outcome::Failed | Outcome::NotRun => line.counts.with_failure(),
        Outcome::Impossible => Counts { skipped: 1, ..line.counts },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(outcome: Outcome, passed: u64, failed: u64, skipped: u64) -> Line {
        Line { seconds: 1.0, counts: Counts { passed, failed, skipped }, ..Line::new("x", outcome) }
    }

    #[test]
    fn the_last_line_counts_everything() {
        let cases = [
            (
                vec![line(Outcome::Passed, 2, 0, 0), line(Outcome::Passed, 3, 0, 0)],
                "5 passed, 0 failed",
                true,
            ),
            (vec![line(Outcome::Passed, 2, 0, 1)], "2 passed, 0 failed, 1 skipped", true),
            (vec![line(Outcome::Impossible, 0, 0, 0)], "0 passed, 0 failed, 1 skipped", true),
            (
                vec![line(Outcome::Passed, 2, 0, 0), line(Outcome::Failed, 0, 0, 0)],
                "2 passed, 1 failed",
                false,
            ),
            (
                vec![line(Outcome::Failed, 1, 4, 0), line(Outcome::NotRun, 0, 0, 0)],
                "1 passed, 5 failed",
                false,
            ),
        ];
        for (lines, last, success) in cases {
            assert_eq!(render(&lines).lines().last(), Some(last));
            assert_eq!(all_passed(&lines), success, "{last}");
        }
    }

    #[test]
    fn tests_that_failed_are_named_before_the_last_line() {
        let failed = vec!["one".to_owned(), "two".to_owned()];
        let text = render(&[Line { failed, ..line(Outcome::Failed, 1, 2, 0) }]);
        assert!(text.ends_with("\n  failed in x:\n    one\n    two\n\n1 passed, 2 failed\n"), "{text}");
    }
}
