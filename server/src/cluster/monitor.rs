//! The task that keeps asking the cluster how it is.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::link::Link;
use super::timing::Timing;
use crate::shutdown::Shutdown;

/// The first wait between questions to a cluster that does not work; doubled up to `Timing::retry`.
const FIRST_RETRY: Duration = Duration::from_millis(500);

impl Link {
    /// Keeps asking: rarely while the cluster works, soon after an alarm, with growing pauses while it does not.
    pub async fn monitor(self: Arc<Self>, shutdown: Shutdown) {
        let watching = async {
            let mut monitor = Monitor { link: &self, pause: FIRST_RETRY, looked: None, is_alarmed: false };
            loop {
                monitor.ask().await;
                monitor.rest().await;
            }
        };
        tokio::select! {
            () = shutdown.wait() => {}
            () = watching => {}
        }
    }
}

struct Monitor<'l> {
    link: &'l Link,
    /// The next wait, should the cluster not work.
    pause: Duration,
    /// When everything was last asked for.
    looked: Option<Instant>,
    /// Something did not work since.
    is_alarmed: bool,
}

impl Monitor<'_> {
    async fn ask(&mut self) {
        let is_due = self.looked.is_none_or(|looked| looked.elapsed() >= self.link.timing.look);
        if is_due || self.is_alarmed || !self.link.health().works() {
            self.is_alarmed = false;
            self.looked = Some(Instant::now());
            self.link.look().await;
        } else {
            self.link.pulse().await;
        }
    }

    async fn rest(&mut self) {
        let works = self.link.health().works();
        let wait = sleep(self.wait(works));
        if !works {
            // It is asked again in any case, and ever less often.
            return wait.await;
        }
        // Many watches fail together; one look answers for all of them, and for what goes on failing.
        let earliest = self.looked.map_or_else(Instant::now, |looked| looked + self.link.timing.look / 3);
        let alarm = async {
            sleep_until(earliest).await;
            self.link.alarm.notified().await;
        };
        tokio::select! {
            () = wait => {}
            () = alarm => self.is_alarmed = true,
        }
    }

    fn wait(&mut self, works: bool) -> Duration {
        let Timing { heartbeat, retry, .. } = self.link.timing;
        if works {
            self.pause = FIRST_RETRY.min(retry);
            return heartbeat;
        }
        let wait = Timing::spread(self.pause);
        self.pause = (self.pause * 2).min(retry);
        wait
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
