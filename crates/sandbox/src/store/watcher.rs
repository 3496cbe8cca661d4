//! Following the store from a revision on.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Event, Key, Store};

/// The revision asked for is older than the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expired {
    pub(crate) asked: u64,
    pub(crate) oldest: u64,
}

/// Why a watcher cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// History no longer has what comes next.
    Expired(Expired),
    /// The store is another one.
    Replaced,
}

/// A cursor in the history. It holds no events itself, so a slow watcher costs nothing; when it falls behind the
/// bounded history it learns so and has to list again.
pub(crate) struct Watcher {
    store: Arc<Store>,
    latest: watch::Receiver<u64>,
    cursor: u64,
    epoch: u64,
    storage: Option<String>,
    namespace: Option<String>,
}

impl Watcher {
    /// Watches one storage name, in one namespace or in all, for everything after `revision`.
    pub(crate) fn new(store: &Arc<Store>, storage: &str, namespace: Option<&str>, revision: u64) -> Self {
        let mut watcher = Self::everything(store, revision);
        watcher.storage = Some(storage.to_owned());
        watcher.namespace = namespace.map(str::to_owned);
        watcher
    }

    /// Watches all objects for everything after `revision`.
    pub(crate) fn everything(store: &Arc<Store>, revision: u64) -> Self {
        let latest = store.latest.subscribe();
        let epoch = store.lock().epoch;
        Self { store: Arc::clone(store), latest, cursor: revision, epoch, storage: None, namespace: None }
    }

    /// The revision up to which everything has been delivered; `None` when it is one that the store has not reached.
    pub(crate) fn revision(&self) -> Option<u64> {
        (self.cursor <= self.store.revision()).then_some(self.cursor)
    }

    /// Waits for the next events; never returns an empty list. Can be dropped and called again without losing any.
    pub(crate) async fn next(&mut self) -> Result<Vec<Arc<Event>>, Lost> {
        loop {
            self.latest.mark_unchanged();
            let (events, revision) = self.look()?;
            // A cursor ahead of the store (a revision from the future) waits until the store gets there.
            self.cursor = self.cursor.max(revision);
            if !events.is_empty() {
                return Ok(events);
            }
            if self.latest.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    fn look(&self) -> Result<(Vec<Arc<Event>>, u64), Lost> {
        let inner = self.store.lock();
        if inner.epoch != self.epoch {
            return Err(Lost::Replaced);
        }
        inner.events_after(self.cursor, |key| self.wants(key)).map_err(Lost::Expired)
    }

    fn wants(&self, key: &Key) -> bool {
        self.storage.as_ref().is_none_or(|it| *it == key.storage)
            && self.namespace.as_ref().is_none_or(|it| *it == key.namespace)
    }
}
