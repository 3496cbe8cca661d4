use std::sync::Arc;

use axum::http::StatusCode;
use futures::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::errors::{ApiError, ApiResult};

/// Seconds after which a tab may have been closed.
const RETRY_AFTER: u32 = 5;

/// Places for streams, which last as long as somebody listens; copies share them. The connections beyond them are for
/// requests that end soon.
#[derive(Clone, Debug)]
pub struct Streams {
    places: Arc<Semaphore>,
}

/// The place of one stream, given back when this is dropped.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Streams {
    /// So many at a time.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)) }
    }

    /// A place for one more.
    ///
    /// # Errors
    /// 503: there are as many streams as may be.
    pub fn take(&self) -> ApiResult<Place> {
        self.places.clone().try_acquire_owned().map(|_permit| Place { _permit }).map_err(|_| {
            let message =
                "As many live pages and logs are open as Slipway's server can serve; close some, or ask again later.";
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message).again_after(RETRY_AFTER)
        })
    }
}

impl Place {
    /// The same stream, which holds the place until it is dropped.
    pub fn held_by<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> {
        stream.map(move |item| {
            let _place = &self;
            item
        })
    }
}
