//! No input takes more memory than a server can spare.

use allocation_counter::measure;

use crate::inputs::{Case, all};
use crate::run::{request, run};

/// Bytes at one time: what the limits promise.
const MOST: u64 = 64 << 20;

#[test]
fn whatever_comes_takes_at_most_64_mebibytes_and_is_refused_in_a_sentence() {
    let mut wrong = Vec::new();
    for Case { name, taken, input } in all() {
        let mut outcome = None;
        let took = measure(|| outcome = Some(run(&input))).bytes_max;
        let outcome = outcome.unwrap();
        if took > MOST || outcome.taken != taken {
            wrong.push(format!("{name}: {} KiB, taken: {}, {}", took >> 10, outcome.taken, outcome.refusal));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `cargo test --release -p slipway-core --test hostile -- --ignored --nocapture` prints what every input takes.
#[test]
#[ignore = "prints, and has nothing to say by itself"]
#[expect(clippy::disallowed_methods, reason = "looks at the clock, for people to read")]
fn costs() {
    for Case { name, input, .. } in all() {
        let outcome = run(&input);
        let start = std::time::Instant::now();
        request(&input);
        let took = start.elapsed();
        let bytes = measure(|| drop(run(&input))).bytes_max;
        println!(
            "{:7.1} ms {:7} KiB {:4} findings {:6} lines  {name}: {:.150}",
            took.as_secs_f64() * 1000.0,
            bytes >> 10,
            outcome.findings,
            outcome.lines,
            outcome.refusal,
        );
    }
}
