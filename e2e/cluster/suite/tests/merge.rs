//! `slipway merge` against `kubectl patch --local --type strategic`: generated pairs of an object and a patch come out the
//! same, errors included.
//!
//! `SLIPWAY_TEST_KUBECTL` is the command to run (`/path/kubectl`, `/path/kubernetes kubectl`), else the one in the path is asked. `SLIPWAY_TEST_CASES` (200) and
//! `SLIPWAY_TEST_SEED` as everywhere.
#![allow(missing_docs, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

#[path = "check/base.rs"]
mod base;
#[path = "check/change.rs"]
mod change;
#[path = "merge/kubectl.rs"]
mod kubectl;
#[path = "merge/pair.rs"]
mod pair;
#[path = "check/pool.rs"]
mod pool;
#[path = "check/usual.rs"]
mod usual;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use cluster_suite::{cases, shrink};
use serde_json::{Value, json};

use pair::Pair;

/// kubectl goes by the random order of Go's maps; where an outcome depends on it, it is asked again.
const TRIES: usize = 12;
/// So many differences are made small and shown.
const SHOWN: usize = 5;

/// A merged object, or the error.
type Outcome = Result<Value, String>;

fn agree(pair: &Pair) -> bool {
    let ours = pair.merged();
    (0..TRIES).any(|_| kubectl::patch(pair).is_none_or(|theirs| theirs == ours))
}

#[tokio::test]
#[ignore = "needs kubectl"]
async fn generated_pairs_come_out_as_from_kubectl() {
    let all = cases();
    let (next, end) = (AtomicU64::new(all.start), all.end);
    let (wrong, refused) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    let work = || {
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            if case >= end {
                return;
            }
            let pair = Pair::of_case(case);
            if pair.merged().is_err() {
                refused.fetch_add(1, Ordering::Relaxed);
            }
            if !agree(&pair) {
                wrong.lock().unwrap_or_else(PoisonError::into_inner).push(case);
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let (wrong, refused) = (wrong.into_inner().unwrap_or_else(PoisonError::into_inner), refused.into_inner());
    let total = all.end - all.start;
    let mut shown = Vec::new();
    for case in wrong.iter().take(SHOWN) {
        shown.push(smallest(*case).await);
    }
    assert!(wrong.is_empty(), "{} of {total} differ:\n{}", wrong.len(), shown.join("\n"));
    eprintln!("{total} pairs: {} merged, {refused} refused", total - refused);
    // Otherwise it would show nothing.
    assert!(total < 100 || (refused > total / 50 && refused < total / 2));
}

async fn smallest(case: u64) -> String {
    let pair = Pair::of_case(case);
    let document = json!({"original": pair.original, "patch": pair.patch});
    let differs = async |document: &Value| pair.with(document).is_some_and(|pair| !agree(&pair));
    let smallest = shrink(document, differs).await;
    let Some(pair) = pair.with(&smallest) else { return String::new() };
    format!(
        "SLIPWAY_TEST_SEED={case} SLIPWAY_TEST_CASES=1\n  {smallest}\n  ours    {:?}\n  kubectl {:?}",
        pair.merged(),
        kubectl::patch(&pair)
    )
}
