//! The connection to the cluster in use, and the task that knows whether it works.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use kube::Client;
use kube::config::Config;
use slipway_core::api::Cluster;
use tokio::sync::{Notify, watch};

use super::choose::Identity;
use super::health::Health;
use super::probe;
use super::unreadable::Unreadable;
use crate::shutdown::Shutdown;

/// How long a cluster may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(10);

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
    /// How long it may take to say how it is.
    pub(super) patience: Duration,
    health: watch::Sender<Health>,
    alarm: Notify,
    /// Something was forbidden since the rights were last asked for.
    doubt: AtomicBool,
    unreadable: Mutex<Unreadable>,
    /// When it last answered.
    answered: Mutex<Option<Timestamp>>,
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
        Ok(Arc::new(Self::with_client(identity, client, PATIENCE)))
    }

    /// The same with a client of one's own, and another patience with it.
    pub(super) fn with_client(identity: Identity, client: Client, patience: Duration) -> Self {
        Self {
            identity,
            client,
            patience,
            health: watch::channel(Health::unknown()).0,
            alarm: Notify::new(),
            doubt: AtomicBool::new(false),
            unreadable: Mutex::default(),
            answered: Mutex::default(),
        }
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
        let Health { kubernetes, reachable: _, trouble, as_of, definitions } = self.health();
        let unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner).sentence();
        let troubles: Vec<String> = trouble.into_iter().chain(unreadable).collect();
        Cluster {
            name: self.identity.name.clone(),
            kind: self.identity.kind,
            connected: true,
            reason: sentence(&self.identity.reason),
            server: self.identity.server.clone(),
            namespace: self.identity.namespace.clone(),
            kubernetes: kubernetes.map(|version| version.to_string()).unwrap_or_default(),
            trouble: (!troubles.is_empty()).then(|| troubles.join(" ")),
            as_of: as_of.map(|time| time.to_string()),
            definitions,
        }
    }

    /// Something did not work: asks the cluster at once.
    pub fn raise_alarm(&self) {
        self.alarm.notify_one();
    }

    /// Something was forbidden: asks the cluster at once, for its rights too.
    pub fn doubt_rights(&self) {
        self.doubt.store(true, Ordering::Relaxed);
        self.raise_alarm();
    }

    /// Objects of one kind that cannot be read, with the reader's words: part of the cluster's trouble until they can.
    pub fn cannot_read(&self, kind: &str, found: &BTreeMap<String, String>) {
        let mut unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        if !unreadable.replace(kind, found) {
            return;
        }
        if let Some(sentence) = unreadable.sentence() {
            tracing::warn!("{sentence}");
        }
        drop(unreadable);
        // Nothing else changed, but whoever follows the cluster has something to show.
        self.health.send_modify(|_| {});
    }

    /// Asks the cluster how it is, and remembers.
    pub async fn look(&self) -> Health {
        let before = self.health();
        let in_doubt = self.doubt.swap(false, Ordering::Relaxed);
        let health = self.dated(probe::probe(self, &before, in_doubt).await);
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

    /// With the time of the last answer, when this is none.
    fn dated(&self, health: Health) -> Health {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if health.reachable {
            *answered = Some(Timestamp::now());
            return health;
        }
        Health { as_of: *answered, ..health }
    }

    /// Keeps asking: rarely while the cluster works, at once after an alarm, with growing pauses while it does not.
    pub async fn monitor(self: Arc<Self>, shutdown: Shutdown) {
        let mut pause = RETRY.0;
        loop {
            let works = tokio::select! {
                () = shutdown.wait() => return,
                health = self.look() => health.works(),
            };
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

#[cfg(test)]
mod tests {
    use super::super::silent;
    use super::*;

    #[tokio::test]
    async fn a_cluster_that_does_not_answer_does_not_hold_up_the_end() {
        let link = Arc::new(silent(Duration::from_secs(3600)));
        let shutdown = Shutdown::default();
        shutdown.begin();
        let ended = tokio::time::timeout(Duration::from_secs(60), link.monitor(shutdown));
        assert!(ended.await.is_ok(), "the monitor waits for an answer");
    }
}
