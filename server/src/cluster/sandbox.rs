//! The embedded try-out cluster, made ready for every preset.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret};
use kube::api::{Api, ObjectMeta, PostParams};
use kube::config::Config;
use kube::{Client, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use slipway_core::api::ClusterKind;
use slipway_core::preset;
use slipway_core::render::render;
use slipway_core::target::Target;
use slipway_sandbox::Sandbox;
use tokio::net::TcpListener;

use super::choose::{Identity, SANDBOX_NAMESPACE};
use super::definitions;
use super::references::{Reference, references};

/// A running sandbox.
pub struct Started {
    /// Its name and address.
    pub identity: Identity,
    /// How to reach it.
    pub config: Config,
    /// Ends it when dropped.
    pub sandbox: Sandbox,
}

/// Starts the sandbox and puts there what a cluster would have: the namespace, the definitions, and the Secrets the
/// presets refer to.
///
/// # Errors
/// A sentence: the address is taken or reaches beyond this machine, or the sandbox does not answer.
pub async fn start(
    reason: String,
    namespace: Option<&str>,
    address: SocketAddr,
    options: slipway_sandbox::Options,
) -> Result<Started, String> {
    if !address.ip().is_loopback() {
        return Err(format!(
            "--sandbox-address: {address} is not a loopback address; the sandbox has no login."
        ));
    }
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("--sandbox-address: cannot listen on {address}: {error}."))?;
    let sandbox = Sandbox::start(listener, options).await.map_err(|error| format!("sandbox: {error}."))?;
    let server = sandbox.url();
    let url = server.parse().map_err(|error| format!("sandbox: {server} is no URL: {error}."))?;
    let namespace = namespace.unwrap_or(SANDBOX_NAMESPACE).to_owned();
    let mut config = Config::new(url);
    config.default_namespace.clone_from(&namespace);
    let client = Client::try_from(config.clone()).map_err(|error| format!("sandbox: {error}."))?;
    furnish(client, &namespace).await.map_err(|error| format!("sandbox: {error}."))?;
    let identity =
        Identity { name: "sandbox".to_owned(), kind: ClusterKind::Sandbox, reason, server, namespace };
    Ok(Started { identity, config, sandbox })
}

async fn furnish(client: Client, namespace: &str) -> Result<(), kube::Error> {
    let object = Namespace { metadata: named(namespace), ..Namespace::default() };
    create(&Api::all(client.clone()), &object).await?;
    definitions::install(&client).await?;
    let mut secrets: BTreeMap<String, BTreeMap<String, ByteString>> = BTreeMap::new();
    let mut config_maps: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for reference in preset_references() {
        match reference {
            Reference::Secret { name, key } => {
                secrets.entry(name).or_default().insert(key, ByteString(b"sandbox".to_vec()));
            }
            Reference::ConfigMap { name, key } => {
                config_maps.entry(name).or_default().insert(key, "sandbox".to_owned());
            }
        }
    }
    for (name, data) in secrets {
        let secret = Secret { metadata: named(&name), data: Some(data), ..Secret::default() };
        create(&Api::namespaced(client.clone(), namespace), &secret).await?;
    }
    for (name, data) in config_maps {
        let map = ConfigMap { metadata: named(&name), data: Some(data), ..ConfigMap::default() };
        create(&Api::namespaced(client.clone(), namespace), &map).await?;
    }
    Ok(())
}

/// What the pods of all presets refer to.
fn preset_references() -> impl Iterator<Item = Reference> {
    let target = Target::default();
    preset::all()
        .iter()
        .filter_map(move |preset| render(&preset.config, &target).manifests)
        .flat_map(|manifests| references(&manifests.pod))
}

async fn create<K>(api: &Api<K>, object: &K) -> Result<(), kube::Error>
where
    K: Resource + Clone + std::fmt::Debug + DeserializeOwned + Serialize,
{
    match api.create(&PostParams::default(), object).await {
        Ok(_) => Ok(()),
        // The sandbox comes with some namespaces of its own.
        Err(kube::Error::Api(status)) if status.code == 409 => Ok(()),
        Err(error) => Err(error),
    }
}

fn named(name: &str) -> ObjectMeta {
    ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() }
}
