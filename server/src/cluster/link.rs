//! The connection to the cluster in use, and what is known of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use kube::Client;
use kube::config::Config;
use slipway_core::api::Cluster;
#[cfg(test)]
use slipway_core::api::{Definitions, DefinitionsState};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::choose::Identity;
use super::fingerprint::Fingerprint;
use super::health::Health;
use super::probe;
use super::stale::Stale;
use super::timing::Timing;
use super::unreadable::Unreadable;

/// The connection to the cluster in use.
pub struct Link {
    /// Its name and address.
    pub identity: Identity,
    /// The client; it connects anew by itself.
    pub client: Client,
    /// How often it is asked, and how long it may take.
    pub timing: Timing,
    health: watch::Sender<Health>,
    pub(super) alarm: Notify,
    /// Something was forbidden since the rights were last asked for.
    doubt: AtomicBool,
    /// When the rights were last asked for because of that.
    reviewed: tokio::sync::Mutex<Option<Instant>>,
    unreadable: Mutex<Unreadable>,
    stale: Mutex<Stale>,
    /// When it last answered.
    answered: Mutex<Option<Timestamp>>,
    fingerprint: Mutex<Fingerprint>,
    /// How often everything known of it turned out to be of another cluster, or of a later state of it.
    resets: watch::Sender<u64>,
}

impl Link {
    /// A connection that was not tried yet.
    ///
    /// # Errors
    /// A sentence: the certificates or the address cannot be used.
    pub fn new(identity: Identity, mut config: Config, timing: Timing) -> Result<Arc<Self>, String> {
        config.connect_timeout = Some(timing.patience);
        // The controller and the watches have their own back-off, and people want to know at once.
        config.default_retry = false;
        let client = Client::try_from(config)
            .map_err(|error| format!("cluster {}: cannot be used: {error}.", identity.name))?;
        Ok(Arc::new(Self::with_client(identity, client, timing)))
    }

    /// The same with a client of one's own.
    pub(super) fn with_client(identity: Identity, client: Client, timing: Timing) -> Self {
        Self {
            identity,
            client,
            timing,
            health: watch::channel(Health::unknown()).0,
            alarm: Notify::new(),
            doubt: AtomicBool::new(false),
            reviewed: tokio::sync::Mutex::default(),
            unreadable: Mutex::default(),
            stale: Mutex::default(),
            answered: Mutex::default(),
            fingerprint: Mutex::default(),
            resets: watch::Sender::new(0),
        }
    }

    /// One that works, for tests of what depends on it.
    #[cfg(test)]
    pub(crate) fn working_with(identity: Identity, client: Client, timing: Timing) -> Self {
        let link = Self::with_client(identity, client, timing);
        let definitions = Definitions {
            state: DefinitionsState::Installed,
            may_install: false,
            missing_rights: Vec::new(),
        };
        link.health.send_replace(Health { reachable: true, definitions, ..Health::unknown() });
        link
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
        let health = self.health();
        let works = health.works();
        let Health { kubernetes, reachable: _, trouble, as_of, definitions } = health;
        let unreadable = lock(&self.unreadable).sentence();
        let stale = lock(&self.stale);
        // While nothing answers or is there, that its watches fail too is no news.
        let (stale, since) = if works { (stale.sentence(), stale.since()) } else { (None, as_of) };
        let troubles: Vec<String> = trouble.into_iter().chain(stale).chain(unreadable).collect();
        Cluster {
            name: self.identity.name.clone(),
            kind: self.identity.kind,
            connected: true,
            reason: sentence(&self.identity.reason),
            server: self.identity.server.clone(),
            namespace: self.identity.namespace.clone(),
            kubernetes: kubernetes.map(|version| version.to_string()).unwrap_or_default(),
            trouble: (!troubles.is_empty()).then(|| troubles.join(" ")),
            as_of: since.map(|time| time.to_string()),
            definitions,
        }
    }

    /// Something did not work: asks the cluster at once.
    pub fn raise_alarm(&self) {
        self.alarm.notify_one();
    }

    /// Something was forbidden: the next look asks for the rights too.
    pub fn doubt_rights(&self) {
        self.doubt.store(true, Ordering::Relaxed);
    }

    /// Objects of one kind that cannot be read, with the reader's words: part of the cluster's trouble until they can.
    pub fn cannot_read(&self, kind: &str, found: &BTreeMap<String, String>) {
        let mut unreadable = lock(&self.unreadable);
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

    /// The watch of a kind fails, and what is known of it may be out of date since: part of the cluster's trouble.
    pub fn watch_fails(&self, kind: &str, since: Timestamp, why: &str) {
        let is_news = lock(&self.stale).put(kind, since, why.to_owned());
        if is_news {
            tracing::warn!("watching {kind} fails: {why}");
            self.health.send_modify(|_| {});
        }
    }

    /// The watch of a kind works.
    pub fn watch_works(&self, kind: &str) {
        let is_news = lock(&self.stale).remove(kind);
        if is_news {
            tracing::info!("watching {kind} works again");
            self.health.send_modify(|_| {});
        }
    }

    /// Takes what tells this cluster from others: when it is another one by now, whoever knows something of it has to
    /// begin anew.
    pub(super) fn compare(&self, fingerprint: Fingerprint) {
        let why = lock(&self.fingerprint).replace(fingerprint);
        if let Some(why) = why {
            tracing::warn!("cluster {}: everything is listed anew, because {why}", self.identity.name);
            self.resets.send_modify(|resets| *resets = resets.wrapping_add(1));
        }
    }

    /// Follows how often everything that was known of the cluster became untrue.
    #[must_use]
    pub fn resets(&self) -> watch::Receiver<u64> {
        self.resets.subscribe()
    }

    /// Asks the cluster how it is, and remembers.
    pub async fn look(&self) -> Health {
        // One at a time: of two, the older one would seem to be of a cluster that went back in time.
        let mut reviewed = self.reviewed.lock().await;
        let before = self.health();
        // Rights are many questions, so they are asked again at the pace of looks, however often something is forbidden.
        let is_due = reviewed.is_none_or(|reviewed| reviewed.elapsed() >= self.timing.look);
        let in_doubt = is_due && self.doubt.swap(false, Ordering::Relaxed);
        if in_doubt {
            *reviewed = Some(Instant::now());
        }
        self.remember(&before, probe::probe(self, &before, in_doubt).await)
    }

    /// Asks a cluster that works whether it still does.
    pub(super) async fn pulse(&self) -> Health {
        let before = self.health();
        self.remember(&before, probe::pulse(self, &before).await)
    }

    fn remember(&self, before: &Health, now: Health) -> Health {
        let health = self.dated(now);
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
        let mut answered = lock(&self.answered);
        if health.reachable {
            *answered = Some(Timestamp::now());
            return health;
        }
        Health { as_of: *answered, ..health }
    }

    /// Returns once images and instances can be read.
    pub async fn working(&self) {
        // The sender lives as long as this link, so waiting cannot fail.
        let _ = self.subscribe().wait_for(Health::works).await;
    }

    /// Returns once the cluster works after it did not.
    pub async fn recovered(&self) {
        let mut health = self.subscribe();
        let _ = health.wait_for(|health| !health.works()).await;
        let _ = health.wait_for(Health::works).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
