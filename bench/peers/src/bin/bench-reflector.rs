//! `bench-reflector URL NAMESPACE`: keeps every object Slipway watches in a plain kube-rs reflector, and says `ready`
//! once all of them are there.
#![expect(clippy::print_stdout, reason = "its only answer")]

use std::fmt::Debug;

use anyhow::Context as _;
use futures::StreamExt as _;
use k8s_openapi::api::core::v1::{Event, PersistentVolumeClaim, Pod, Secret};
use kube::runtime::reflector::{self, Store};
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Api, Client, Config, Resource};
use slipway_server::crd::{AgentImage, AgentInstance};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, namespace] = arguments.as_slice() else {
        anyhow::bail!("usage: bench-reflector URL NAMESPACE")
    };
    let client = Client::try_from(Config::new(url.parse().context("no URL")?))?;
    let pods: Store<Pod> = follow(Api::namespaced(client.clone(), namespace));
    let claims: Store<PersistentVolumeClaim> = follow(Api::namespaced(client.clone(), namespace));
    let secrets: Store<Secret> = follow(Api::namespaced(client.clone(), namespace));
    let events: Store<Event> = follow(Api::namespaced(client.clone(), namespace));
    let images: Store<AgentImage> = follow(Api::namespaced(client.clone(), namespace));
    let instances: Store<AgentInstance> = follow(Api::namespaced(client, namespace));
    pods.wait_until_ready().await?;
    claims.wait_until_ready().await?;
    secrets.wait_until_ready().await?;
    events.wait_until_ready().await?;
    images.wait_until_ready().await?;
    instances.wait_until_ready().await?;
    println!("ready");
    std::future::pending().await
}

/// A store that is kept up to date for as long as this process lives.
fn follow<K>(api: Api<K>) -> Store<K>
where
    K: Resource<DynamicType = ()> + Clone + Debug + Send + Sync + 'static,
    K: for<'de> k8s_openapi::serde::Deserialize<'de>,
{
    let (store, writer) = reflector::store();
    let stream = watcher(api, watcher::Config::default()).default_backoff().reflect(writer);
    tokio::spawn(stream.for_each(|_| std::future::ready(())));
    store
}
