use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use k8s_openapi::api::core::v1::{Namespace, ServiceAccount};
use kube::api::{Api, DeleteParams, PostParams};
use serde_json::json;

use super::{Cluster, eventually};

/// A namespace of its own on a cluster.
#[derive(Clone)]
pub struct Place {
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// The namespace.
    pub namespace: String,
}

impl Place {
    /// The objects of one kind.
    pub fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.cluster.client.clone(), &self.namespace)
    }
}

/// Runs `test` in a namespace of its own, which is removed afterwards, whatever happened. Privileged pods are allowed.
///
/// # Panics
/// When `test` does, or the namespace cannot be made.
pub async fn in_place<T>(cluster: &Arc<Cluster>, test: impl AsyncFnOnce(Place) -> T) -> T {
    let namespaces: Api<Namespace> = Api::all(cluster.client.clone());
    let name = ["slipway-test-", &uuid::Uuid::new_v4().simple().to_string()].concat();
    let name = name.chars().take(24).collect::<String>();
    let namespace = json!({"metadata": {
        "name": name,
        "labels": {"app.kubernetes.io/managed-by": "slipway-test", "pod-security.kubernetes.io/enforce": "privileged"},
    }});
    let namespace = serde_json::from_value(namespace).expect("a namespace");
    namespaces.create(&PostParams::default(), &namespace).await.expect("a namespace of its own");
    let place = Place { cluster: cluster.clone(), namespace: name.clone() };
    // Pods are refused until the controller manager has made it.
    let accounts: Api<ServiceAccount> = place.api();
    eventually("the default ServiceAccount", async || accounts.get_opt("default").await.ok().flatten()).await;
    let done = AssertUnwindSafe(test(place)).catch_unwind().await;
    // Somebody may have removed it in the test.
    drop(namespaces.delete(&name, &DeleteParams::background()).await);
    match done {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
