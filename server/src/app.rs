//! What every handler can reach.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::http::StatusCode;
use kube::api::Api;
use slipway_core::api::{Cluster, DefinitionsState, InstanceView};

use crate::assets::Assets;
use crate::cluster::Link;
use crate::connections::Streams;
use crate::crd::{AgentImage, AgentInstance};
use crate::errors::{ApiError, ApiResult};
use crate::live::Hub;
use crate::objects::{Objects, is_name};
use crate::security::Hosts;
use crate::shutdown::Shutdown;
use crate::view;
use crate::watch::Stores;
use crate::work::Work;

/// How long a request waits for the first listing of a cluster that works.
const PATIENCE: Duration = Duration::from_secs(5);

/// A handle to the server's state; copies are the same state.
#[derive(Clone)]
pub struct App {
    /// The cluster in use.
    pub link: Arc<Link>,
    /// The other clusters the server knows of.
    pub others: Arc<[Cluster]>,
    /// What is known of the namespace.
    pub stores: Stores,
    /// Reads and changes objects.
    pub objects: Objects,
    /// Threads for what takes long.
    pub work: Work,
    /// The live stream.
    pub hub: Arc<Hub>,
    /// Places for streams.
    pub streams: Streams,
    /// The console.
    pub assets: Assets,
    /// The names the server answers to.
    pub hosts: Hosts,
    /// Ends the streams.
    pub shutdown: Shutdown,
}

impl FromRef<App> for Hosts {
    fn from_ref(app: &App) -> Self {
        app.hosts.clone()
    }
}

impl FromRef<App> for Work {
    fn from_ref(app: &App) -> Self {
        app.work.clone()
    }
}

impl App {
    /// The images.
    #[must_use]
    pub fn images(&self) -> Api<AgentImage> {
        Api::namespaced(self.link.client.clone(), &self.link.identity.namespace)
    }

    /// The instances.
    #[must_use]
    pub fn instances(&self) -> Api<AgentInstance> {
        Api::namespaced(self.link.client.clone(), &self.link.identity.namespace)
    }

    /// The image of that name, as the API server has it.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn image(&self, name: &str) -> ApiResult<Option<AgentImage>> {
        if is_name(name) { Ok(self.images().get_opt(name).await?) } else { Ok(None) }
    }

    /// The instance of that name, as the API server has it.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn instance(&self, name: &str) -> ApiResult<Option<AgentInstance>> {
        if is_name(name) { Ok(self.instances().get_opt(name).await?) } else { Ok(None) }
    }

    /// An instance as the API shows it.
    #[must_use]
    pub fn view(&self, instance: &AgentInstance) -> InstanceView {
        view::instance(instance, &self.stores, &self.link.identity.name)
    }

    /// Returns once the cluster works and everything was listed.
    ///
    /// # Errors
    /// 503: the cluster does not answer, or has no definitions.
    pub async fn ready(&self) -> ApiResult<()> {
        let health = self.link.health();
        if health.definitions.state == DefinitionsState::Missing {
            let message = "The custom resource definitions of Slipway are not installed in the cluster.";
            return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "definitions-missing", message));
        }
        if let Some(trouble) = health.trouble.clone().filter(|_| !health.reachable) {
            return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "cluster-unreachable", trouble));
        }
        tokio::time::timeout(PATIENCE, self.stores.ready()).await.map_err(|_| {
            // Without the right to list something, its list never comes: the trouble says which right.
            let message = health.trouble.unwrap_or_else(|| "The cluster has not answered yet.".to_owned());
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "cluster-unreachable", message)
        })
    }
}
