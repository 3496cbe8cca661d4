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
}

/// One step of the summary.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) seconds: f64,
    pub(super) outcome: Outcome,
    pub(super) counts: Counts,
}

/// Whether the run as a whole succeeded.
pub(super) fn all_passed(lines: &[Line]) -> bool {
    lines.iter().all(|line| line.outcome == Outcome::Passed && line.counts.failed == 0)
}

/// The table of steps, then `N passed, N failed` alone on the last line. A step that could not run is a failure.
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(outcome: Outcome, passed: u64, failed: u64, skipped: u64) -> Line {
        Line { name: "x", seconds: 1.0, outcome, counts: Counts { passed, failed, skipped } }
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
}
