use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Connections at a time. Who runs the sandbox needs two descriptors for each of its own, and this many for all others.
pub const CONNECTIONS: usize = 512;

/// The places of connections. One that asks for nothing gives its place to another that waits.
pub(super) struct Places {
    free: Arc<Semaphore>,
    idle: Mutex<Idle>,
    /// Told when one has turned idle.
    turned: Notify,
}

/// Those that ask for nothing, the one that has done so for longest first.
#[derive(Default)]
struct Idle {
    turns: u64,
    ends: BTreeMap<u64, Arc<Notify>>,
}

/// The place of one connection, given back when this is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    end: Arc<Notify>,
    /// Its key among those that are idle.
    turn: Mutex<Option<u64>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    pub(super) fn new() -> Arc<Self> {
        let free = Arc::new(Semaphore::new(CONNECTIONS));
        Arc::new(Self { free, idle: Mutex::default(), turned: Notify::new() })
    }

    /// A place, once there is one. It is idle.
    pub(super) async fn take(self: &Arc<Self>) -> Arc<Place> {
        // Nobody closes the semaphore.
        let _permit = match Arc::clone(&self.free).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => self.wait().await,
        };
        let place = Arc::new(Place {
            places: Arc::clone(self),
            end: Arc::default(),
            turn: Mutex::default(),
            _permit,
        });
        place.idle();
        place
    }

    async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        let mut permit = std::pin::pin!(Arc::clone(&self.free).acquire_owned());
        loop {
            let turned = self.turned.notified();
            if self.end_one() {
                return permit.await.ok();
            }
            tokio::select! {
                permit = permit.as_mut() => return permit.ok(),
                () = turned => {}
            }
        }
    }

    /// Ends the one that has been idle for longest; whether there was one.
    fn end_one(&self) -> bool {
        let longest = self.lock().ends.pop_first();
        longest.inspect(|(_, end)| end.notify_one()).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Its connection asks for nothing.
    pub(super) fn idle(&self) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut idle = self.places.lock();
        idle.turns += 1;
        let next = idle.turns;
        idle.ends.insert(next, Arc::clone(&self.end));
        if let Some(before) = turn.replace(next) {
            idle.ends.remove(&before);
        }
        drop(idle);
        self.places.turned.notify_waiters();
    }

    /// Its connection has asked for something.
    pub(super) fn busy(&self) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = turn.take() {
            self.places.lock().ends.remove(&before);
        }
    }

    /// Until another connection needs the place.
    pub(super) async fn wanted(&self) {
        self.end.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.busy();
    }
}

/// The body of an answer. Its connection is idle when this is dropped.
pub(super) struct Answer {
    body: Body,
    place: Arc<Place>,
}

impl Answer {
    pub(super) fn new(body: Body, place: Arc<Place>) -> Self {
        Self { body, place }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.place.idle();
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
