use std::env;

use super::Cluster;

/// Only cases whose name contains this, while working on one.
const ONLY: &str = "SLIPWAY_TEST_ONLY";
/// Set to 1, every case runs on a real cluster.
const FULL: &str = "SLIPWAY_TEST_FULL";

/// The cases to run: on the sandbox all of them; on a real cluster, where each takes half a minute, those of `choice`
/// unless all are asked for.
///
/// # Panics
/// When a name of `choice` is no case's, or nothing is chosen: it would run nothing without a word.
pub fn chosen<T>(cluster: &Cluster, cases: Vec<T>, choice: &[&str], name: impl Fn(&T) -> &str) -> Vec<T> {
    for wanted in choice {
        assert!(cases.iter().any(|case| name(case) == *wanted), "there is no case {wanted}");
    }
    let only = env::var(ONLY).unwrap_or_default();
    let all = cluster.is_sandbox() || env::var(FULL).as_deref() == Ok("1");
    let wanted = |case: &T| match only.as_str() {
        "" => all || choice.contains(&name(case)),
        part => name(case).contains(part),
    };
    let chosen: Vec<T> = cases.into_iter().filter(wanted).collect();
    assert!(!chosen.is_empty() || !only.is_empty(), "nothing is chosen");
    chosen
}
