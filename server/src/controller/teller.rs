//! Says the events, one after the other and beside the passes: an event is a courtesy, and nobody waits for it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use k8s_openapi::api::events::v1::Event;
use kube::api::Api;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::cluster::Link;
use crate::errors::is_code;
use crate::objects::writing;

/// Events that wait at most; the oldest give way.
const LONGEST: usize = 1000;

/// How long the API server may take for one.
const PATIENCE: Duration = Duration::from_secs(5);

/// The events that were not said yet.
#[derive(Default)]
pub(super) struct Teller {
    waiting: Mutex<VecDeque<Event>>,
    bell: Notify,
}

impl Teller {
    /// Says an event soon.
    pub(super) fn tell(&self, event: Event) {
        let mut waiting = self.lock();
        if waiting.len() >= LONGEST {
            waiting.pop_front();
        }
        waiting.push_back(event);
        drop(waiting);
        self.bell.notify_one();
    }

    /// Says what is told, for ever.
    pub(super) async fn run(&self, link: &Link) -> Infallible {
        let events: Api<Event> = Api::namespaced(link.client.clone(), &link.identity.namespace);
        loop {
            let next = self.lock().pop_front();
            match next {
                Some(event) => say(&events, &event).await,
                None => self.bell.notified().await,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn say(events: &Api<Event>, event: &Event) {
    match timeout(PATIENCE, events.create(&writing(), event)).await {
        Ok(Ok(_)) => {}
        // It was said before.
        Ok(Err(error)) if is_code(&error, 409) => {}
        Ok(Err(error)) => tracing::debug!(%error, "an event was not published"),
        Err(_) => tracing::debug!("an event was not answered in time"),
    }
}
