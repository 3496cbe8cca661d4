//! The suite's own ground: a namespace that is there during a test and gone after it.

use std::sync::Arc;

use cluster_suite::{Cluster, eventually, in_place, real, sandbox};
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;
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
