//! The suite's own ground: a namespace that is there during a test and gone after it.

use std::sync::Arc;

use cluster_suite::{Cluster, eventually, in_place, real, sandbox};
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_sandbox::Options;

async fn check(cluster: Cluster) {
    let cluster = Arc::new(cluster);
    let namespaces: Api<Namespace> = Api::all(cluster.client.clone());
    let name = in_place(&cluster, async |place| {
        assert!(namespaces.get_opt(&place.namespace).await.expect("an answer").is_some());
        place.namespace
    })
    .await;
    let gone = async || {
        let found = namespaces.get_opt(&name).await.expect("an answer");
        found.is_none_or(|found| found.metadata.deletion_timestamp.is_some()).then_some(())
    };
    eventually("the namespace goes", gone).await;
}

#[tokio::test]
async fn a_namespace_comes_and_goes_on_the_sandbox() {
    check(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs a real cluster"]
async fn a_namespace_comes_and_goes_on_a_real_cluster() {
    check(real().await).await;
}

/// Where the version is another, some comparisons are looser: a newer [`KubernetesVersion::NEWEST`] needs both clusters to
/// follow.
async fn is_the_newest(cluster: Cluster) {
    assert_eq!(cluster.target().await, Target { kubernetes: KubernetesVersion::NEWEST });
}

#[tokio::test]
async fn the_newest_version_is_that_of_the_sandbox() {
    is_the_newest(sandbox(Options::default()).await).await;
}

#[tokio::test]
#[ignore = "needs the test cluster"]
async fn the_newest_version_is_what_runs_on_the_test_cluster() {
    is_the_newest(real().await).await;
}
