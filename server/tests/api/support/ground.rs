use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, PostParams};
use serde_json::json;
use slipway_sandbox::Sandbox;
use slipway_server::cluster;
use tokio::net::TcpListener;

use super::{Kubeconfig, settings};

/// A sandbox that outlives its servers, with the namespace and the definitions; nobody is at work in it.
pub(crate) struct Ground {
    pub(crate) kubeconfig: Kubeconfig,
    pub(crate) kube: kube::Client,
    _sandbox: Sandbox,
}

impl Ground {
    pub(crate) async fn start(test: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sandbox = Sandbox::start(listener, settings().sandbox).await.unwrap();
        let mut config = kube::Config::new(format!("http://{address}").parse().unwrap());
        config.default_namespace = "slipway".to_owned();
        let kube = kube::Client::try_from(config).unwrap();
        let namespaces: Api<Namespace> = Api::all(kube.clone());
        let namespace = serde_json::from_value(json!({"metadata": {"name": "slipway"}})).unwrap();
        namespaces.create(&PostParams::default(), &namespace).await.unwrap();
        cluster::install(&kube).await.unwrap();
        Self { kubeconfig: Kubeconfig::at(test, address), kube, _sandbox: sandbox }
    }

    /// The objects of a kind in the namespace.
    pub(crate) fn objects<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.kube.clone(), "slipway")
    }
}
