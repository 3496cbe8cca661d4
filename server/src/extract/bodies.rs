use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::{BODY_LIMIT, too_large};
use crate::errors::ApiError;

/// Up to here a body needs no place, in bytes: a configuration is seldom longer. All connections at once may keep this
/// much.
const SMALL: usize = 16 << 10;

/// Larger bodies in memory at a time: 16 MiB.
const LARGE: usize = 32;

/// Seconds after which a place is likely free.
const RETRY_AFTER: u32 = 1;

/// Reads bodies, the large ones a few at a time: clients that send theirs slowly must not come to more memory than there
/// is. Copies share the places.
#[derive(Clone, Debug)]
pub struct Bodies {
    large: Arc<Semaphore>,
}

/// A body that has arrived.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) bytes: Vec<u8>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { large: Arc::new(Semaphore::new(LARGE)) }
    }
}

impl Bodies {
    /// The body, when it arrives in time.
    ///
    /// # Errors
    /// 408 when it is too slow, 413 when it is too large, 400 when it breaks off, 503 when it is large and no place
    /// became free in that time.
    pub(super) async fn read(&self, body: Body, limit: Duration) -> Result<Arrived, ApiError> {
        let end = Instant::now() + limit;
        let mut arrived = Arrived { bytes: Vec::new(), _place: None };
        let mut pieces = body.into_data_stream();
        while let Some(piece) = timeout_at(end, pieces.next()).await.map_err(|_| too_slow(limit))? {
            let piece = piece.map_err(|error| {
                ApiError::new(StatusCode::BAD_REQUEST, "unreadable", "The request broke off.").because(error)
            })?;
            let length = arrived.bytes.len() + piece.len();
            if length > BODY_LIMIT {
                return Err(too_large());
            }
            if length > SMALL && arrived._place.is_none() {
                arrived._place = Some(self.place(end).await?);
            }
            arrived.bytes.extend_from_slice(&piece);
        }
        Ok(arrived)
    }

    /// A place, in turn.
    async fn place(&self, end: Instant) -> Result<OwnedSemaphorePermit, ApiError> {
        // Nobody closes the places.
        let place = timeout_at(end, self.large.clone().acquire_owned()).await;
        place.ok().and_then(Result::ok).ok_or_else(|| {
            let message =
                "Slipway's server is reading as many large requests as it can; ask again in a moment.";
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message).again_after(RETRY_AFTER)
        })
    }
}

fn too_slow(limit: Duration) -> ApiError {
    let message = format!("The request did not arrive within {} seconds.", limit.as_secs());
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "too-slow", message)
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use futures::{future, stream};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn pieces(sizes: &[usize]) -> Body {
        let pieces: Vec<_> =
            sizes.iter().map(|size| Ok::<_, axum::Error>(Bytes::from(vec![b' '; *size]))).collect();
        Body::from_stream(stream::iter(pieces))
    }

    /// The status of what comes of it; 200 when it is read whole.
    async fn status(bodies: &Bodies, body: Body, limit: Duration) -> u16 {
        bodies.read(body, limit).await.map_or_else(|error| error.problem().status, |_| 200)
    }

    #[tokio::test]
    async fn a_body_is_read_whole_or_refused() {
        let bodies = Bodies::default();
        let broken = Body::from_stream(stream::iter([Err::<Bytes, _>(std::io::Error::other("cut"))]));
        let pending = Body::from_stream(stream::pending::<Result<Bytes, axum::Error>>());
        for (body, limit, expected) in [
            (pieces(&[]), LONG, 200),
            (pieces(&[SMALL, SMALL]), LONG, 200),
            (pieces(&[BODY_LIMIT]), LONG, 200),
            (pieces(&[BODY_LIMIT, 1]), LONG, 413),
            (broken, LONG, 400),
            (pending, Duration::ZERO, 408),
        ] {
            assert_eq!(status(&bodies, body, limit).await, expected);
        }
        assert_eq!(bodies.large.available_permits(), LARGE, "every place is given back");
    }

    #[tokio::test]
    async fn large_bodies_that_do_not_end_keep_no_small_one_out() {
        let bodies = Bodies::default();
        let slow = || {
            let first = stream::iter([Ok::<_, axum::Error>(Bytes::from(vec![b' '; SMALL + 1]))]);
            Body::from_stream(first.chain(stream::pending()))
        };
        let mut held: Vec<_> = (0..LARGE).map(|_| Box::pin(bodies.read(slow(), LONG))).collect();
        for read in &mut held {
            assert!(futures::poll!(read).is_pending());
        }
        assert_eq!(status(&bodies, slow(), Duration::ZERO).await, 503);
        assert_eq!(status(&bodies, pieces(&[SMALL]), LONG).await, 200);
        let mut large = Box::pin(status(&bodies, pieces(&[SMALL + 1]), LONG));
        assert!(futures::poll!(&mut large).is_pending(), "it waits for a place");
        held.pop();
        assert_eq!(large.await, 200);
        drop(future::join_all(held));
    }
}
