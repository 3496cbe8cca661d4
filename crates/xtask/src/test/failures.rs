//! What of a test runner's output is about failures.

/// How cargo's test harness begins a test's line.
const CARGO: &str = "test ";
/// How it ends the line of a test that failed.
const CARGO_FAILED: &str = " ... FAILED";
/// How Playwright's list begins the line of a test that failed, and of one that passed.
const PLAYWRIGHT_FAILED: &str = "\u{2718}";
const PLAYWRIGHT_PASSED: &str = "\u{2713}";

/// The tests that failed, as their runner calls them.
pub(super) fn names(output: &str) -> Vec<String> {
    output.lines().filter_map(name).map(|name| name.trim().to_owned()).collect()
}

fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    let of_cargo = || line.strip_prefix(CARGO)?.strip_suffix(CARGO_FAILED);
    line.strip_prefix(PLAYWRIGHT_FAILED).or_else(of_cargo)
}

/// The output without a line for each test that passed: among hundreds nobody finds the one that did not.
pub(super) fn without_passed(output: &str) -> String {
    let passed = |line: &str| {
        let line = line.trim();
        line.starts_with(PLAYWRIGHT_PASSED)
            || line.starts_with(CARGO) && (line.ends_with(" ... ok") || line.contains(" ... ignored"))
    };
    output.lines().filter(|line| !passed(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{names, without_passed};

    #[test]
    fn the_tests_that_failed_are_named_and_the_others_left_out() {
        let cases = [
            ("test a::b ... ok\ntest a::c ... FAILED\nwhy", "a::c", "test a::c ... FAILED\nwhy"),
            ("test a ... ignored, needs a cluster\nrunning 1 test", "", "running 1 test"),
            (
                "  \u{2713}   2 [console] \u{203a} works (16.2s)\n  \u{2718}   3 [static] \u{203a} breaks (1s)\n\n    Error",
                "3 [static] \u{203a} breaks (1s)",
                "  \u{2718}   3 [static] \u{203a} breaks (1s)\n\n    Error",
            ),
        ];
        for (output, failed, rest) in cases {
            assert_eq!(names(output).join(","), failed, "{output}");
            assert_eq!(without_passed(output), rest, "{output}");
        }
    }
}
