//! The connection to the cluster in use, and the task that knows whether it works.

use std::sync::Arc;
use std::time::Duration;

use kube::Client;
use kube::config::Config;
use slipway_core::api::Cluster;
use tokio::sync::{Notify, watch};

use super::choose::Identity;
use super::health::Health;
use super::probe;
use crate::shutdown::Shutdown;

/// How long a cluster that works is believed to go on working without a sign of the opposite.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// The wait between questions to a cluster that does not work: doubled from the first to the last.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// The connection to the cluster in use.
pub struct Link {
    /// Its name and address.
    pub identity: Identity,
    /// The client; it connects anew by itself.
    pub client: Client,
    health: watch::Sender<Health>,
    alarm: Notify,
}

impl Link {
    /// A connection that was not tried yet.
    ///
    /// # Errors
    /// A sentence: the certificates or the address cannot be used.
    pub fn new(identity: Identity, mut config: Config) -> Result<Arc<Self>, String> {
        config.connect_timeout = Some(Duration::from_secs(5));
        // The controller and the watches have their own back-off, and people want to know at once.
        config.default_retry = false;
        let client = Client::try_from(config)
            .map_err(|error| format!("cluster {}: cannot be used: {error}.", identity.name))?;
        let (health, _) = watch::channel(Health::unknown());
        Ok(Arc::new(Self { identity, client, health, alarm: Notify::new() }))
    }

    /// What is known of the cluster.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health.borrow().clone()
    }

    /// Follows what is known of the cluster.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    /// The cluster as the API shows it.
    #[must_use]
    pub fn view(&self) -> Cluster {
        let Health { kubernetes, reachable: _, trouble, definitions } = self.health();
        Cluster {
            name: self.identity.name.clone(),
            kind: self.identity.kind,
            connected: true,
            reason: sentence(&self.identity.reason),
            server: self.identity.server.clone(),
            namespace: self.identity.namespace.clone(),
            kubernetes: kubernetes.map(|version| version.to_string()).unwrap_or_default(),
            trouble,
            definitions,
        }
    }

    /// Something did not work: asks the cluster at once.
    pub fn raise_alarm(&self) {
        self.alarm.notify_one();
    }

    /// Asks the cluster how it is, and remembers.
    pub async fn look(&self) -> Health {
        let before = self.health();
        let health = probe::probe(self, &before).await;
        if let Some(trouble) = health.trouble.as_ref().filter(|now| before.trouble.as_ref() != Some(now)) {
            tracing::warn!("{trouble}");
        }
        self.health.send_if_modified(|current| {
            let changed = *current != health;
            current.clone_from(&health);
            changed
        });
        health
    }

    /// Keeps asking: rarely while the cluster works, at once after an alarm, with growing pauses while it does not.
    pub async fn monitor(self: Arc<Self>, shutdown: Shutdown) {
        let mut pause = RETRY.0;
        loop {
            let works = self.look().await.works();
            let wait = if works { HEARTBEAT } else { pause };
            pause = if works { RETRY.0 } else { (pause * 2).min(RETRY.1) };
            tokio::select! {
                () = shutdown.wait() => return,
                () = tokio::time::sleep(wait) => {}
                // Many watches fail together; one question answers for all of them.
                () = self.alarm.notified() => tokio::time::sleep(RETRY.0).await,
            }
        }
    }

    /// Returns once images and instances can be read.
    pub async fn working(&self) {
        // The sender lives as long as this link, so waiting cannot fail.
        let _ = self.subscribe().wait_for(Health::works).await;
    }
}

fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
