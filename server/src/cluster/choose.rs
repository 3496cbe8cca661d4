//! Which cluster, and why.

use std::path::PathBuf;

use clap::ValueEnum;
use kube::config::{Config, KubeConfigOptions, Kubeconfig};
use slipway_core::api::{Cluster, ClusterKind};

use super::contexts::{self, Found};
use super::timing::Timing;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which kind of cluster.
    pub wanted: Wanted,
    /// Context of the kubeconfig; its current one when `None`.
    pub context: Option<String>,
    /// Namespace of images and instances; the context's own when `None`.
    pub namespace: Option<String>,
    /// The kubeconfig file; `$KUBECONFIG` or `~/.kube/config` when `None`.
    pub kubeconfig: Option<PathBuf>,
    /// How often it is asked, and how long it may take.
    pub timing: Timing,
}

/// Which kind of cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    /// The cluster the server runs in, else the kubeconfig's current context, else the sandbox.
    #[default]
    Auto,
    /// The embedded try-out cluster.
    Sandbox,
    /// The cluster the server runs in, or a context of the kubeconfig.
    Kube,
}

/// Name and address of the cluster in use.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Name of the context, `sandbox` or `in-cluster`.
    pub name: String,
    /// Where the connection comes from.
    pub kind: ClusterKind,
    /// Why it is the one: the part of a sentence that stands in parentheses.
    pub reason: String,
    /// URL of the API server.
    pub server: String,
    /// Namespace of images and instances.
    pub namespace: String,
}

/// The outcome.
#[derive(Debug)]
pub enum Chosen {
    /// A cluster that is already there.
    Existing {
        /// Its name and address.
        identity: Identity,
        /// How to reach it.
        config: Box<Config>,
        /// The other contexts of the kubeconfig.
        others: Vec<Cluster>,
    },
    /// The sandbox, to be started; why, as in [`Identity::reason`].
    Sandbox {
        /// Why.
        reason: String,
    },
}

/// Namespace in the sandbox when the user names none.
pub(super) const SANDBOX_NAMESPACE: &str = "slipway";

/// Chooses the cluster.
///
/// # Errors
/// A sentence: the kubeconfig cannot be read, has no such context, or there is no cluster at all.
pub async fn choose(options: &Options) -> Result<Chosen, String> {
    let names_a_context = options.context.is_some() || options.kubeconfig.is_some();
    match options.wanted {
        Wanted::Sandbox if names_a_context => {
            Err("--cluster: the sandbox has no contexts; leave out --context and --kubeconfig.".to_owned())
        }
        Wanted::Sandbox => Ok(Chosen::Sandbox { reason: "asked for with --cluster sandbox".to_owned() }),
        Wanted::Auto | Wanted::Kube if !names_a_context && runs_in_cluster() => in_cluster(options),
        Wanted::Auto | Wanted::Kube => match contexts::find(options)? {
            Found::Context { kubeconfig, context, reason } => {
                from_kubeconfig(options, *kubeconfig, context, reason).await
            }
            Found::Nothing { reason } if options.wanted == Wanted::Auto && !names_a_context => {
                Ok(Chosen::Sandbox { reason })
            }
            Found::Nothing { reason } => {
                Err(format!("--cluster: {reason}; name a context with --context, or use --cluster sandbox."))
            }
        },
    }
}

fn runs_in_cluster() -> bool {
    std::env::var_os("KUBERNETES_SERVICE_HOST").is_some()
}

fn in_cluster(options: &Options) -> Result<Chosen, String> {
    let config = Config::incluster().map_err(|error| {
        format!("--cluster: the ServiceAccount of this pod cannot be used: {error}; use --cluster sandbox to try Slipway without it.")
    })?;
    let identity = Identity {
        name: "in-cluster".to_owned(),
        kind: ClusterKind::InCluster,
        reason: "the server runs in it".to_owned(),
        server: address(&config),
        namespace: namespace(options, &config),
    };
    Ok(Chosen::Existing { identity, config: Box::new(config), others: Vec::new() })
}

async fn from_kubeconfig(
    options: &Options,
    kubeconfig: Kubeconfig,
    context: String,
    reason: String,
) -> Result<Chosen, String> {
    let others = contexts::others(&kubeconfig, &context);
    let wanted = KubeConfigOptions { context: Some(context.clone()), cluster: None, user: None };
    let config = Config::from_custom_kubeconfig(kubeconfig, &wanted).await.map_err(|error| {
        format!("kubeconfig: context \"{context}\" cannot be used: {}.", contexts::plain(&error))
    })?;
    let identity = Identity {
        name: context,
        kind: ClusterKind::Kubeconfig,
        reason,
        server: address(&config),
        namespace: namespace(options, &config),
    };
    Ok(Chosen::Existing { identity, config: Box::new(config), others })
}

fn namespace(options: &Options, config: &Config) -> String {
    options.namespace.clone().unwrap_or_else(|| config.default_namespace.clone())
}

fn address(config: &Config) -> String {
    config.cluster_url.to_string().trim_end_matches('/').to_owned()
}
