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
/// Those that stop components, or ask registries of the test cluster: one after the other.
const TROUBLE: &str = "kubelet/trouble";
/// Pods are heavier than requests.
const AT_ONCE: usize = 3;

/// A real cluster has one node, and trouble is not for others.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_plays_as_a_real_cluster_did() {
    let options = Options { pace: Pace::FAST, ..Options::default() };
    suite::check(sandbox(options).await, CASES, AT_ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a real cluster"]
async fn a_real_cluster_still_plays_as_it_did() {
    let _alone = ALONE.lock().await;
    suite::check(real().await, CASES, AT_ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_is_in_trouble_as_the_test_cluster_was() {
    let options = Options { pace: Pace::FAST, ..Options::default() };
    suite::check(sandbox(options).await, TROUBLE, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the test cluster"]
async fn trouble_is_still_what_it_was_on_the_test_cluster() {
    let _alone = ALONE.lock().await;
    suite::check(real().await, TROUBLE, 1).await;
}

#[test]
fn every_difference_is_in_the_guide() {
    suite::check_guide(CASES);
    suite::check_guide(TROUBLE);
}
