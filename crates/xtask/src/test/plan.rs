//! The one list of test steps.

use super::summary::{Line, Outcome};
use super::{Context, Failure, Success, browser, cluster, rust, web};
use crate::progress::Step;

/// One step of `cargo xtask test`.
pub(super) struct TestStep {
    /// What `--only` calls it.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// Steps without whose results this one makes no sense.
    needs: &'static [&'static str],
    /// Runs only with `--full`, or when it is named.
    full_only: bool,
    pub(super) work: Work,
}

type Work = fn(&Context<'_>, &Step) -> Result<Success, Failure>;

/// In the order they run: what fails quickly first.
const STEPS: [TestStep; 15] = [
    step("tools", "tools and packages", &[], web::tools),
    step("fmt", "rustfmt", &["tools"], rust::format),
    step("types", "TypeScript types", &["tools"], web::types),
    step("style", "contrast of the themes", &["tools"], web::style),
    step("clippy", "clippy (native)", &["tools"], rust::clippy_native),
    step("clippy-wasm", "clippy (wasm32)", &["tools"], rust::clippy_wasm),
    step("alone", "each library alone", &["tools"], rust::alone),
    step("rust", "unit, golden, API and sandbox tests", &["tools"], rust::tests),
    step("console", "the console's logic", &["tools"], rust::console_tests),
    step("wasm", "the core as wasm, in Node", &["tools"], rust::wasm_tests),
    step("frontend", "console, release size", &["tools"], web::console),
    step("e2e", "browser tests", &["frontend"], browser::tests),
    step("cluster", "a real cluster", &["tools"], cluster::tests),
    step("journey", "the console on a real cluster", &["frontend"], cluster::journey),
    TestStep { full_only: true, ..step("older", "an older Kubernetes", &["tools"], cluster::older) },
];

const fn step(
    name: &'static str,
    label: &'static str,
    needs: &'static [&'static str],
    work: Work,
) -> TestStep {
    TestStep { name, label, needs, full_only: false, work }
}

/// The names `--only` takes.
pub(crate) fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// The named steps and what they need; when none is named, all that belong to a run of this kind.
pub(super) fn select(only: &[String], full: bool) -> Vec<&'static TestStep> {
    let is_chosen = |step: &&TestStep| match only {
        [] => full || !step.full_only,
        names => names.iter().any(|name| leads_to(name, step.name)),
    };
    STEPS.iter().filter(is_chosen).collect()
}

/// Whether running `from` means running `to`.
fn leads_to(from: &str, to: &str) -> bool {
    from == to
        || STEPS
            .iter()
            .filter(|step| step.name == from)
            .flat_map(|step| step.needs)
            .any(|need| leads_to(need, to))
}

/// The first step needed here that did not succeed before.
pub(super) fn failed_need(step: &TestStep, before: &[Line]) -> Option<&'static str> {
    let failed =
        |need: &&&str| before.iter().any(|line| line.name == **need && line.outcome != Outcome::Passed);
    step.needs.iter().find(failed).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_step_brings_what_it_needs() {
        let chosen = |only: &[&str]| -> Vec<&str> {
            let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
            select(&only, false).iter().map(|step| step.name).collect()
        };
        assert_eq!(chosen(&[]), names()[..14]);
        assert_eq!(select(&[], true).len(), names().len());
        assert_eq!(chosen(&["cluster"]), ["tools", "cluster"]);
        assert_eq!(chosen(&["fmt"]), ["tools", "fmt"]);
        assert_eq!(chosen(&["e2e"]), ["tools", "frontend", "e2e"]);
        assert_eq!(chosen(&["wasm", "style"]), ["tools", "style", "wasm"]);
    }

    #[test]
    fn needs_are_earlier_steps() {
        for (index, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(names()[..index].contains(need), "{} needs {need}", step.name);
            }
        }
    }
}
