//! One signal that ends every task and every stream.

use std::sync::Arc;

use tokio::sync::watch;

/// A handle to the signal; copies are the same signal.
#[derive(Clone, Debug)]
pub struct Shutdown {
    signal: Arc<watch::Sender<bool>>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { signal: Arc::new(watch::Sender::new(false)) }
    }
}

impl Shutdown {
    /// Ends everything that waits.
    pub fn begin(&self) {
        self.signal.send_replace(true);
    }

    /// Returns once it began.
    pub async fn wait(&self) {
        // The sender is ours, so waiting cannot fail.
        let _ = self.signal.subscribe().wait_for(|begun| *begun).await;
    }

    /// The same, for a future that must own what it waits for.
    pub async fn wait_owned(self) {
        self.wait().await;
    }
}
