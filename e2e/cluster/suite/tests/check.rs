//! The core's `check` against an API server: what the server refuses the core found, at the same field; what it accepts
//! the core accepts.
//!
//! `SLIPWAY_TEST_CASES` says how many cases are generated (200), `SLIPWAY_TEST_SEED` the number of the first one.
#![allow(missing_docs, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

#[path = "check/api.rs"]
mod api;
#[path = "check/base.rs"]
mod base;
#[path = "check/change.rs"]
mod change;
#[path = "check/configurations.rs"]
mod configurations;
#[path = "check/objects.rs"]
mod objects;
#[path = "check/pool.rs"]
mod pool;
#[path = "check/settings.rs"]
mod settings;
#[path = "check/snippets.rs"]
mod snippets;
#[path = "check/usual.rs"]
mod usual;
#[path = "check/verdict.rs"]
mod verdict;

use std::sync::Arc;

use cluster_suite::{Cluster, in_place, real, sandbox};
use slipway_sandbox::Options;

async fn objects_on(cluster: Cluster) {
    in_place(&Arc::new(cluster), async |place| objects::check(&place).await).await;
}

async fn settings_on(cluster: Cluster) {
    in_place(&Arc::new(cluster), async |place| settings::check(&place).await).await;
}

async fn configurations_on(cluster: Cluster) {
    in_place(&Arc::new(cluster), async |place| configurations::check(&place).await).await;
}

#[tokio::test]
async fn objects_are_refused_by_the_sandbox_as_the_core_says() {
    objects_on(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs a real cluster"]
async fn objects_are_refused_by_a_real_cluster_as_the_core_says() {
    objects_on(real().await).await;
}

#[tokio::test]
async fn settings_are_refused_where_the_sandbox_refuses_what_is_made_of_them() {
    settings_on(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs a real cluster"]
async fn settings_are_refused_where_a_real_cluster_refuses_what_is_made_of_them() {
    settings_on(real().await).await;
}

#[tokio::test]
async fn configurations_without_errors_are_accepted_by_the_sandbox() {
    configurations_on(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs a real cluster"]
async fn configurations_without_errors_are_accepted_by_a_real_cluster() {
    configurations_on(real().await).await;
}
