//! The page: where and with what it was measured, the table, and what each measure is.

use std::fmt::Write as _;

use super::Outcome;

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench`. Both sides of a measure ran in the same run, in turns. A number is the median; in
parentheses are the quartiles, between which half of all rounds are. *Times* compares round by round: 5 means that
Slipway takes a fifth of what the peer takes. Goals are what we want, not what a test asks for.

";

const TABLE: &str = "
| Measure | Slipway | Peer | Times | Goal | Reached | Rounds |
|---|---|---|---|---|---|---|
";

/// The page as it is printed and written.
pub(super) fn render(about: &[(&str, String)], outcomes: &[Outcome]) -> String {
    let mut page = HEAD.to_owned();
    for (name, value) in about {
        // Writing to a string cannot fail.
        writeln!(page, "- {name}: {value}").ok();
    }
    page.push_str(TABLE);
    for outcome in outcomes {
        match &outcome.rows {
            Ok(rows) => rows.iter().for_each(|row| page.push_str(&row.line())),
            Err(error) => page.push_str(&missing(outcome.measure.name, error)),
        }
    }
    page.push_str("\n## What is measured\n");
    for outcome in outcomes {
        write!(page, "\n**{}**: {}\n", outcome.measure.name, outcome.measure.what).ok();
    }
    page
}

/// The whole error is for the terminal; it may name files of this machine.
fn missing(name: &str, error: &anyhow::Error) -> String {
    eprintln!("{name}: {error:#}");
    format!("| {name} | not measured | - | - | - | - | 0 |\n")
}
