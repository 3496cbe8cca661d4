//! Puts the server together: cluster, watches, controller, live stream, console.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use slipway_core::api::Cluster;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::App;
use crate::assets::Assets;
use crate::cluster::{self, Chosen, Identity, Link, Started};
use crate::connections::{self, Limits, Streams};
use crate::controller;
use crate::extract::Bodies;
use crate::live::{Hub, publish};
use crate::objects::Objects;
use crate::people;
use crate::router::router;
use crate::security::{Hosts, check_address};
use crate::shutdown::Shutdown;
use crate::watch::follow_all;
use crate::work::Work;

/// How long streams and a pass of the controller get to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// Everything the command line decides.
pub struct Settings {
    /// Where the console listens.
    pub listen: SocketAddr,
    /// A proxy in front of it authenticates.
    pub behind_authenticating_proxy: bool,
    /// Host names to answer to beside the loopback ones.
    pub allowed_hosts: Vec<String>,
    /// Which cluster.
    pub cluster: cluster::Options,
    /// Where the sandbox listens.
    pub sandbox_address: SocketAddr,
    /// How the sandbox behaves.
    pub sandbox: slipway_sandbox::Options,
    /// The console's files.
    pub assets: Assets,
    /// Connections at a time; as many as the process has descriptors for when `None`.
    pub connections: Option<usize>,
}

/// A running server.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The cluster in use.
    pub identity: Identity,
    shutdown: Shutdown,
    tasks: JoinSet<()>,
    sandbox: Option<slipway_sandbox::Sandbox>,
}

/// Starts everything; returns when the console answers. A cluster that does not answer is no error: the console is
/// where one reads why.
///
/// # Errors
/// A sentence: an address cannot be used, or the cluster cannot be chosen.
pub async fn start(settings: Settings) -> Result<Running, String> {
    check_address(settings.listen, settings.behind_authenticating_proxy)?;
    let hosts = Hosts::new(&settings.allowed_hosts)?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("--listen: cannot listen on {}: {}.", settings.listen, reason(&error)))?;
    let address = listener.local_addr().map_err(|error| format!("--listen: {error}."))?;
    let (link, others, sandbox) = connect(&settings).await?;
    let limits = limits(&settings, sandbox.is_some());
    let shutdown = Shutdown::default();
    let mut tasks = JoinSet::new();
    let app = assemble(&settings, hosts, link.clone(), others, limits, &shutdown, &mut tasks);
    tasks.spawn(link.clone().monitor(shutdown.clone()));
    tasks.spawn(connections::serve(listener, router(app), limits, shutdown.clone()));
    Ok(Running { address, identity: link.identity.clone(), shutdown, tasks, sandbox })
}

impl Running {
    /// The address of the console.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends streams, controller and server, and waits for them.
    pub async fn stop(mut self) {
        self.shutdown.begin();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, all).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop().await;
        }
    }
}

/// Raises the limit of descriptors in any case: the cluster needs some too.
fn limits(settings: &Settings, with_sandbox: bool) -> Limits {
    let descriptors = connections::raise();
    settings.connections.map_or_else(|| Limits::within(descriptors, with_sandbox), Limits::of)
}

type Connection = (Arc<Link>, Vec<Cluster>, Option<slipway_sandbox::Sandbox>);

async fn connect(settings: &Settings) -> Result<Connection, String> {
    match cluster::choose(&settings.cluster).await? {
        Chosen::Existing { identity, config, others } => {
            Ok((Link::new(identity, *config, settings.cluster.timing)?, others, None))
        }
        Chosen::Sandbox { reason } => {
            let namespace = settings.cluster.namespace.as_deref();
            let Started { identity, config, sandbox } =
                cluster::start(reason, namespace, settings.sandbox_address, settings.sandbox.clone()).await?;
            Ok((Link::new(identity, config, settings.cluster.timing)?, Vec::new(), Some(sandbox)))
        }
    }
}

fn assemble(
    settings: &Settings,
    hosts: Hosts,
    link: Arc<Link>,
    others: Vec<Cluster>,
    limits: Limits,
    shutdown: &Shutdown,
    tasks: &mut JoinSet<()>,
) -> App {
    let (stores, changes) = follow_all(&link, shutdown);
    let hub = Arc::new(Hub::new(link.view()));
    let context = Arc::new(controller::Context::new(link.clone(), stores.clone()));
    tasks.spawn(controller::run(context, changes.controller, shutdown.clone()));
    tasks.spawn(publish(hub.clone(), link.clone(), stores.clone(), changes.live, shutdown.clone()));
    let client = people::client(link.client.clone());
    App {
        objects: Objects::new(client.clone(), &link.identity.namespace),
        client,
        link,
        others: others.into(),
        stores,
        work: Work::default(),
        bodies: Bodies::default(),
        hub,
        streams: Streams::new(limits.streams),
        assets: settings.assets.clone(),
        hosts,
        shutdown: shutdown.clone(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours and grows")]
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "something else listens there; choose another address".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "the port needs more rights; choose one above 1023".to_owned()
        }
        _ => error.to_string(),
    }
}
