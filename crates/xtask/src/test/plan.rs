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
    /// Runs only when it is named.
    on_request: bool,
    pub(super) work: fn(&Context<'_>, &Step) -> Result<Success, Failure>,
}

/// In the order they run: what fails quickly first.
const STEPS: [TestStep; 13] = [
    TestStep { name: "tools", label: "tools and packages", needs: &[], on_request: false, work: web::tools },
    TestStep { name: "fmt", label: "rustfmt", needs: &["tools"], on_request: false, work: rust::format },
    TestStep {
        name: "types",
        label: "TypeScript types",
        needs: &["tools"],
        on_request: false,
        work: web::types,
    },
    TestStep {
        name: "style",
        label: "contrast of the themes",
        needs: &["tools"],
        on_request: false,
        work: web::style,
    },
    TestStep {
        name: "clippy",
        label: "clippy (native)",
        needs: &["tools"],
        on_request: false,
        work: rust::clippy_native,
    },
    TestStep {
        name: "clippy-wasm",
        label: "clippy (wasm32)",
        needs: &["tools"],
        on_request: false,
        work: rust::clippy_wasm,
    },
    TestStep {
        name: "alone",
        label: "each library alone",
        needs: &["tools"],
        on_request: false,
        work: rust::alone,
    },
    TestStep {
        name: "rust",
        label: "unit, golden, API and sandbox tests",
        needs: &["tools"],
        on_request: false,
        work: rust::tests,
    },
    TestStep {
        name: "console",
        label: "the console's logic",
        needs: &["tools"],
        on_request: false,
        work: rust::console_tests,
    },
    TestStep {
        name: "wasm",
        label: "the core as wasm, in Node",
        needs: &["tools"],
        on_request: false,
        work: rust::wasm_tests,
    },
    TestStep {
        name: "frontend",
        label: "console, release size",
        needs: &["tools"],
        on_request: false,
        work: web::console,
    },
    TestStep {
        name: "e2e",
        label: "browser tests",
        needs: &["frontend"],
        on_request: false,
        work: browser::tests,
    },
    TestStep {
        name: "cluster",
        label: "a real cluster",
        needs: &["tools"],
        on_request: true,
        work: cluster::tests,
    },
];

/// The names `--only` takes.
pub(crate) fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// The named steps and what they need; when none is named, all that need not be asked for.
pub(super) fn select(only: &[String]) -> Vec<&'static TestStep> {
    let is_chosen = |step: &&TestStep| match only {
        [] => !step.on_request,
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
            select(&only).iter().map(|step| step.name).collect()
        };
        assert_eq!(chosen(&[]), names()[..12]);
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
