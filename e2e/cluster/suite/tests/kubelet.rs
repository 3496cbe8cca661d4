//! The kubelet, the scheduler and the binder, sandbox against real: the states that pods go through and the events that are told, for pods
//! that run and for the ways in which they fail. Compared without times, uids, addresses, counts and repetitions.
//!
//! `SLIPWAY_TEST_RECORD=1` writes down what a cluster does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected is to panic"
)]

#[path = "conformance/document.rs"]
mod document;
#[path = "conformance/history.rs"]
mod history;
#[path = "conformance/lines.rs"]
mod lines;
#[path = "conformance/names.rs"]
mod names;
#[path = "conformance/play.rs"]
mod play;
#[path = "conformance/suite.rs"]
mod suite;
#[path = "conformance/wire.rs"]
mod wire;

use cluster_suite::{real, sandbox};
use slipway_sandbox::{Options, Pace};

const CASES: &str = "kubelet/cases";
/// Pods are heavier than requests.
const AT_ONCE: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_plays_as_a_real_cluster_did() {
    let options = Options { pace: Pace::FAST, ..Options::default() };
    suite::check(sandbox(options).await, CASES, AT_ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a real cluster"]
async fn a_real_cluster_still_plays_as_it_did() {
    suite::check(real().await, CASES, AT_ONCE).await;
}

#[test]
fn every_difference_is_in_the_guide() {
    suite::check_guide(CASES);
}
