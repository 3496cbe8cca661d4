//! What every handler can reach.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::http::StatusCode;
use futures::FutureExt;
use kube::Client;
use kube::api::Api;
use slipway_core::api::{Cluster, DefinitionsState, InstanceView};
use tokio::time::timeout;

use crate::assets::Assets;
use crate::cluster::Link;
use crate::connections::Streams;
use crate::crd::{AgentImage, AgentInstance};
use crate::errors::{ApiError, ApiResult};
use crate::extract::Bodies;
use crate::live::Hub;
use crate::objects::{Objects, found, is_name};
use crate::security::Hosts;
use crate::shutdown::Shutdown;
use crate::view;
use crate::watch::Stores;
use crate::work::Work;

/// How long a request waits for the first listing of a cluster that works.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long somebody who only reads waits for the API server where something was seen before.
const READING: Duration = Duration::from_secs(3);

/// A handle to the server's state; copies are the same state.
#[derive(Clone)]
pub struct App {
    /// The cluster in use.
    pub link: Arc<Link>,
    /// Its client for what people ask.
    pub client: Client,
    /// The other clusters the server knows of.
    pub others: Arc<[Cluster]>,
    /// What is known of the namespace.
    pub stores: Stores,
    /// Reads and changes objects.
    pub objects: Objects,
    /// Threads for what takes long.
    pub work: Work,
    /// Reads the bodies of requests.
    pub bodies: Bodies,
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

impl FromRef<App> for Bodies {
    fn from_ref(app: &App) -> Self {
        app.bodies.clone()
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
        Api::namespaced(self.client.clone(), &self.link.identity.namespace)
    }

    /// The instances.
    #[must_use]
    pub fn instances(&self) -> Api<AgentInstance> {
        Api::namespaced(self.client.clone(), &self.link.identity.namespace)
    }

    /// The image of that name, as the API server has it.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn image(&self, name: &str) -> ApiResult<Option<AgentImage>> {
        if is_name(name) { Ok(found(self.images().get(name).await, name)?) } else { Ok(None) }
    }

    /// The instance of that name, as the API server has it.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn instance(&self, name: &str) -> ApiResult<Option<AgentInstance>> {
        if is_name(name) { Ok(found(self.instances().get(name).await, name)?) } else { Ok(None) }
    }

    /// An instance as the API shows it.
    #[must_use]
    pub fn view(&self, instance: &AgentInstance) -> InstanceView {
        view::instance(instance, &self.stores, &self.link.identity.name)
    }

    /// As [`App::ready`], for those who only read: once everything was listed, what was last seen is an answer too while
    /// the cluster does not give one. `GET /clusters` says since when it does not (`asOf`).
    ///
    /// # Errors
    /// As [`App::ready`].
    pub async fn known(&self) -> ApiResult<()> {
        let was_listed = self.stores.ready().now_or_never().is_some();
        if was_listed && !self.link.health().reachable { Ok(()) } else { self.ready().await }
    }

    /// The image of that name: as the API server has it, or as it was last seen while that one does not answer.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn known_image(&self, name: &str) -> ApiResult<Option<AgentImage>> {
        let seen = || self.stores.image(name).map(Arc::unwrap_or_clone);
        self.or_seen(self.image(name), seen).await
    }

    /// The instance of that name: as the API server has it, or as it was last seen while that one does not answer.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn known_instance(&self, name: &str) -> ApiResult<Option<AgentInstance>> {
        let seen = || self.stores.instance(name).map(Arc::unwrap_or_clone);
        self.or_seen(self.instance(name), seen).await
    }

    async fn or_seen<T>(
        &self,
        asked: impl Future<Output = ApiResult<Option<T>>>,
        seen: impl Fn() -> Option<T>,
    ) -> ApiResult<Option<T>> {
        self.known().await?;
        if !self.link.health().reachable {
            return Ok(seen());
        }
        let mut asked = pin!(asked);
        let answer = match timeout(READING, &mut asked).await {
            Ok(answer) => answer,
            // It hangs, and nobody has noticed yet.
            Err(_) => match seen() {
                Some(seen) => return Ok(Some(seen)),
                None => asked.await,
            },
        };
        match answer {
            // It fell silent since it was last asked how it is.
            Err(error) if error.problem().code == "cluster-unreachable" => seen().map(Some).ok_or(error),
            answer => answer,
        }
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
        timeout(PATIENCE, self.stores.ready()).await.map_err(|_| {
            // Without the right to list something, its list never comes: the trouble says which right.
            let message = health.trouble.unwrap_or_else(|| "The cluster has not answered yet.".to_owned());
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "cluster-unreachable", message)
        })
    }
}
