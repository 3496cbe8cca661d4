//! Computation that can take more than a millisecond, away from the threads that answer.
//!
//! A configuration of some hundred kilobytes takes milliseconds to read, check and render. On a thread that answers,
//! pages, streams and probes would wait for it. [`Work::run`] does it on threads of its own: a few at a time, the others
//! wait their turn, and who would wait too long is told so at once.

use std::any::Any;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::{Semaphore, TryAcquireError};
use tokio::task::JoinError;

use crate::errors::ApiError;

/// Fewest at a time: one long computation must not hold up all others.
const FEWEST: usize = 2;

/// How many may wait for each that runs. A computation takes at most 50 ms, so the last waits 0.8 s; and each keeps the
/// body of its request in memory.
const WAITING: usize = 16;

/// How long a computation may take, its turn included: what waited longer than people do is not worth beginning.
const LIMIT: Duration = Duration::from_secs(5);

/// Seconds after which a place is likely free.
const RETRY_AFTER: u32 = 1;

/// A handle to the threads for computation; copies share them.
#[derive(Clone, Debug)]
pub struct Work {
    /// Room for those that run and those that wait.
    room: Arc<Semaphore>,
    /// One place for each that runs.
    places: Arc<Semaphore>,
    limit: Duration,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// As many as may wait do so already; it did not begin.
    #[error("Slipway's server is busy with other requests; ask again in a moment.")]
    Full,
    /// It did not begin or did not end in time. What began goes on and keeps its place.
    #[error("Slipway's server was busy for longer than {} seconds; ask again in a moment.", .0.as_secs())]
    Late(Duration),
    /// It panicked.
    #[error("panic: {0}")]
    Panicked(String),
}

impl Default for Work {
    /// As many at a time as the machine has cores.
    fn default() -> Self {
        Self::new(available_parallelism().map_or(FEWEST, NonZero::get).max(FEWEST), LIMIT)
    }
}

impl Work {
    /// At most `places` at a time, each for at most `limit`.
    fn new(places: usize, limit: Duration) -> Self {
        Self {
            room: Arc::new(Semaphore::new(places * (1 + WAITING))),
            places: Arc::new(Semaphore::new(places)),
            limit,
        }
    }

    /// What comes of `job`. Dropping the future gives up a turn that was waited for; what began ends by itself.
    ///
    /// # Errors
    /// [`Undone`]: nothing came of it, or not in time.
    pub async fn run<T, F>(&self, job: F) -> Result<T, Undone>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let room = match self.room.clone().try_acquire_owned() {
            Ok(room) => room,
            // Nobody closes it.
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => return Err(Undone::Full),
        };
        let places = self.places.clone();
        let done = async move {
            let place = places.acquire_owned().await;
            // The job keeps room and place until it ends, whoever still waits for it.
            let held = (room, place);
            let thread = tokio::task::spawn_blocking(move || {
                let done = job();
                drop(held);
                done
            });
            thread.await.map_err(panicked)
        };
        tokio::time::timeout(self.limit, done).await.unwrap_or(Err(Undone::Late(self.limit)))
    }
}

impl From<Undone> for ApiError {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Full | Undone::Late(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", undone.to_string())
                    .again_after(RETRY_AFTER)
            }
            Undone::Panicked(_) => Self::internal(undone),
        }
    }
}

fn panicked(error: JoinError) -> Undone {
    match error.try_into_panic() {
        Ok(panic) => Undone::Panicked(words(&*panic).to_owned()),
        // Nobody cancels them but a runtime that ends.
        Err(error) => Undone::Panicked(error.to_string()),
    }
}

/// What a panic says.
#[must_use]
pub fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Never reached by what ends.
    const LONG: Duration = Duration::from_secs(60);

    /// Jobs that run until the sender is dropped; returns once all of them run.
    async fn occupied(work: &Work, jobs: usize) -> Vec<mpsc::Sender<()>> {
        let mut held = Vec::new();
        for _ in 0..jobs {
            let (end, ended) = mpsc::channel::<()>();
            let (begin, begun) = tokio::sync::oneshot::channel();
            let work = work.clone();
            tokio::spawn(async move {
                let job = move || {
                    let _ = begin.send(());
                    let _ = ended.recv();
                };
                work.run(job).await
            });
            begun.await.expect("it begins");
            held.push(end);
        }
        held
    }

    #[tokio::test]
    async fn what_is_too_much_is_refused_at_once_and_the_rest_has_its_turn() {
        let work = Work::new(2, LONG);
        let held = occupied(&work, 2).await;
        let waiting: Vec<_> = (0..2 * WAITING).map(|turn| Box::pin(work.run(move || turn))).collect();
        let mut waiting = futures::future::join_all(waiting);
        assert!(futures::poll!(&mut waiting).is_pending());
        assert!(matches!(work.run(|| ()).await, Err(Undone::Full)));
        drop(held);
        let done: Vec<usize> = waiting.await.into_iter().map(|done| done.expect("done")).collect();
        assert_eq!(done, (0..2 * WAITING).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn who_stops_waiting_makes_room() {
        let work = Work::new(1, LONG);
        let _held = occupied(&work, 1).await;
        for _ in 0..3 * WAITING {
            assert!(futures::poll!(Box::pin(work.run(|| ()))).is_pending(), "there is room");
        }
    }

    #[tokio::test]
    async fn what_is_late_keeps_its_place_until_it_ends() {
        let work = Work { limit: Duration::ZERO, ..Work::new(1, LONG) };
        let (end, ended) = mpsc::channel::<()>();
        let patient = Work { limit: LONG, ..work.clone() };
        let held = occupied(&patient, 1).await;
        let late = ApiError::from(work.run(move || ended.recv()).await.expect_err("its place is taken"));
        assert_eq!((late.problem().status, late.problem().code.as_str()), (503, "busy"));
        assert!(end.send(()).is_err(), "what did not begin in time never does");
        assert_eq!(patient.places.available_permits(), 0);
        drop(held);
        assert_eq!(patient.run(|| 7).await.expect("the place is free again"), 7);
    }

    #[tokio::test]
    #[expect(clippy::panic, reason = "what is tested")]
    async fn a_panic_is_an_error_and_gives_its_place_back() {
        let work = Work::new(1, LONG);
        for _ in 0..3 * WAITING {
            let undone = work.run(|| panic!("the secret")).await.expect_err("it panics");
            assert!(matches!(&undone, Undone::Panicked(words) if words == "the secret"), "{undone:?}");
        }
        let problem = ApiError::from(Undone::Panicked("the secret".to_owned()));
        assert!(!problem.problem().message.contains("secret"), "{:?}", problem.problem());
    }
}
