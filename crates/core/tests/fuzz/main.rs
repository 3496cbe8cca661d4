//! Inputs that nobody would write, by the thousand: what is known, changed at random, and grown.
//!
//! The same each time: numbers come from a seed. `cargo test` runs some rounds of each target;
//! `SLIPWAY_FUZZ_ROUNDS=100000 cargo test --release -p slipway-core --test fuzz` runs that many, and
//! `SLIPWAY_FUZZ_SEED` begins elsewhere. A failure names the seed of its round.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

mod corpus;
mod mutate;
mod targets;

use mutate::Random;

/// Rounds of each target in `cargo test`: a few seconds in all, without optimization.
const ROUNDS: u64 = 150;

fn setting(name: &str) -> Option<u64> {
    option_env_at_run_time(name)?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "a test asks how long to run")]
fn option_env_at_run_time(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Feeds a target; what it asserts is what has to hold.
fn fuzz(target: fn(&str, &mut Random)) {
    let first = setting("SLIPWAY_FUZZ_SEED").unwrap_or(1);
    let corpus = corpus::texts();
    for seed in first..first + setting("SLIPWAY_FUZZ_ROUNDS").unwrap_or(ROUNDS) {
        let mut random = Random::new(seed);
        let text = mutate::mutated(&corpus, &mut random);
        let held = std::panic::catch_unwind(|| target(&text, &mut random.clone()));
        assert!(held.is_ok(), "seed {seed}: {} bytes: {:.2000}", text.len(), text);
    }
}

#[test]
fn overlays() {
    fuzz(targets::overlay);
}

#[test]
fn configurations() {
    fuzz(targets::configuration);
}

#[test]
fn yaml() {
    fuzz(targets::yaml);
}

#[test]
fn merges() {
    fuzz(targets::merge);
}

#[test]
fn links() {
    fuzz(targets::link);
}
