//! Passes as tasks of their own.

use tokio::task::{AbortHandle, JoinError};
use tracing::Instrument;

use super::halt::Halt;
use crate::work::{self, Undone};

/// Ends a task when nobody waits for it any more.
struct Leash(AbortHandle);

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs a pass as a task of its own: many of them run on all threads, and one that panics ends nothing else.
pub(super) async fn apart<T: Send + 'static>(
    pass: impl Future<Output = Result<T, Halt>> + Send + 'static,
) -> Result<T, Halt> {
    let task = tokio::spawn(pass.in_current_span());
    let _leash = Leash(task.abort_handle());
    task.await.unwrap_or_else(|error| Err(panicked(error)))
}

/// Why a task ended without a result.
fn panicked(error: JoinError) -> Halt {
    let words = match error.try_into_panic() {
        Ok(panic) => work::words(&*panic).to_owned(),
        // Nobody cancels it but a runtime that ends.
        Err(error) => error.to_string(),
    };
    Halt::Undone(Undone::Panicked(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[expect(clippy::panic, reason = "what is tested")]
    async fn a_pass_that_panics_is_a_halt() {
        let halt = apart(async { if true { panic!("at {}", 7) } else { Ok(()) } }).await;
        assert!(matches!(&halt, Err(Halt::Undone(Undone::Panicked(words))) if words == "at 7"), "{halt:?}");
    }

    #[tokio::test]
    async fn a_pass_that_nobody_waits_for_ends() {
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (held, mut dropped) = tokio::sync::oneshot::channel::<()>();
        let mut pass = Box::pin(apart(async move {
            let _held = held;
            let _ = begun.send(());
            std::future::pending::<Result<(), Halt>>().await
        }));
        assert!(futures::poll!(&mut pass).is_pending());
        begins.await.expect("it begins");
        drop(pass);
        assert!((&mut dropped).await.is_err(), "it holds on");
    }
}
