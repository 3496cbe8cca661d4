use std::collections::BTreeSet;

use tokio::sync::watch;

/// Which kinds were listed once. A reflector store knows that of itself too, but wakes only the last of several that
/// wait for it (its one-shot channel has room for one waker).
pub struct Listed {
    done: watch::Sender<BTreeSet<String>>,
    kinds: usize,
}

impl Listed {
    /// Nothing of `kinds` kinds was listed yet.
    #[must_use]
    pub fn new(kinds: usize) -> Self {
        Self { done: watch::Sender::new(BTreeSet::new()), kinds }
    }

    /// This kind was listed.
    pub fn mark(&self, kind: &str) {
        self.done.send_if_modified(|done| done.insert(kind.to_owned()));
    }

    /// Returns once all kinds were listed.
    pub async fn all(&self) {
        // The sender is ours, so waiting cannot fail.
        let _ = self.done.subscribe().wait_for(|done| done.len() >= self.kinds).await;
    }
}
