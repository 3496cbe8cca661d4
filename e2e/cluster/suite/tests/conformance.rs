//! The API, sandbox against real: every case of `conformance/cases` is played, and the answers are those that a real
//! cluster gave (Kubernetes 1.36). Where the sandbox answers otherwise, the case says why.
//!
//! `SLIPWAY_TEST_RECORD=1` writes down what a cluster answers.

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

const CASES: &str = "conformance/cases";
/// A small machine is to stay usable.
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_answers_as_a_real_cluster_did() {
    let options = Options { pace: Pace::FAST, ..Options::default() };
    suite::check(sandbox(options).await, CASES, AT_ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a real cluster"]
async fn a_real_cluster_still_answers_as_it_did() {
    suite::check(real().await, CASES, AT_ONCE).await;
}

#[test]
fn every_difference_is_in_the_guide() {
    suite::check_guide(CASES);
}

#[test]
fn a_file_is_written_as_it_was_read() {
    let text = "# One\nGET /a\n  show: b\n{c: d}\n----\n200\nb: 1\n---- sandbox: none\n404\n\nGET /e\n----\n200\n\n# Two\nGET /f\n----\n200\n";
    assert_eq!(document::Document::parse(text).write(), text);
}
