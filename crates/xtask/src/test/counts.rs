//! How many tests ran, read from what the test runners print.

use std::iter::Sum;
use std::ops::Add;

use serde_json::Value;

/// Tests by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Counts {
    /// A step that is one check by itself.
    pub(super) const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };

    /// Adds up every `test result:` line of `cargo test` and of the wasm test runner.
    pub(super) fn of_cargo(output: &str) -> Self {
        output.lines().filter_map(|line| line.trim().strip_prefix("test result: ")).map(Self::of_result).sum()
    }

    /// `ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
    fn of_result(line: &str) -> Self {
        let number = |word: &str| {
            let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
            let found = words.windows(2).find_map(|pair| match pair {
                [number, name] if *name == word => number.parse().ok(),
                _ => None,
            });
            found.unwrap_or(0)
        };
        Self { passed: number("passed"), failed: number("failed"), skipped: number("ignored") }
    }

    /// The closing lines of Node's test runner in TAP: `# pass 4`.
    pub(super) fn of_tap(output: &str) -> Self {
        let number = |word: &str| {
            let mut values = output.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(word));
            values.find_map(|value| value.trim().parse().ok()).unwrap_or(0)
        };
        Self { passed: number("pass "), failed: number("fail "), skipped: number("skipped ") }
    }

    /// Playwright's JSON report; a test that passed only when tried again counts as failed. `None` when it is no report.
    pub(super) fn of_playwright(report: &str) -> Option<Self> {
        let report: Value = serde_json::from_str(report).ok()?;
        let number = |name: &str| report.get("stats")?.get(name)?.as_u64();
        Some(Self {
            passed: number("expected")?,
            failed: number("unexpected")? + number("flaky")?,
            skipped: number("skipped")?,
        })
    }

    /// For a step that failed: at least one failure, so that the last line never says that all is well.
    pub(super) fn with_failure(self) -> Self {
        Self { failed: self.failed.max(1), ..self }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn cargo_results_are_added_up() {
        let output = "running 3 tests\n\
            test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            noise 5 passed\n\
            test result: ok. 30 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out\n";
        assert_eq!(Counts::of_cargo(output), counts(42, 3, 1));
        assert_eq!(Counts::of_cargo("error: could not compile"), counts(0, 0, 0));
    }

    #[test]
    fn tap_totals_are_read() {
        assert_eq!(Counts::of_tap("1..4\n# tests 4\n# pass 3\n# fail 1\n# skipped 2\n"), counts(3, 1, 2));
    }

    #[test]
    fn a_playwright_report_is_read_and_flaky_is_failed() {
        let report = r#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 2, "skipped": 3}}"#;
        assert_eq!(Counts::of_playwright(report), Some(counts(7, 3, 3)));
        assert_eq!(Counts::of_playwright("Error: no tests found"), None);
        assert_eq!(Counts::of_playwright(r#"{"stats": {}}"#), None);
    }

    #[test]
    fn a_failed_step_counts_at_least_one_failure() {
        assert_eq!(counts(5, 0, 0).with_failure(), counts(5, 1, 0));
        assert_eq!(counts(5, 3, 0).with_failure(), counts(5, 3, 0));
    }
}
