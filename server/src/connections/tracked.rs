use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use super::activity::Activity;

/// What the end of a body means for its connection.
type End = fn(&Activity, Instant);

/// A body that tells its connection of its end: when its last piece was taken, or when it is dropped.
pub(super) struct Tracked<B> {
    body: B,
    activity: Arc<Activity>,
    /// `None` when it was told.
    end: Option<End>,
}

impl<B: HttpBody> Tracked<B> {
    /// The body of a request.
    pub(super) fn asked(body: B, activity: Arc<Activity>) -> Self {
        let mut asked = Self { body, activity, end: Some(Activity::arrived) };
        asked.look();
        asked
    }

    /// Tells of the end where there is nothing more to come.
    fn look(&mut self) {
        if self.body.is_end_stream() {
            self.tell();
        }
    }
}

impl<B> Tracked<B> {
    fn tell(&mut self) {
        if let Some(end) = self.end.take() {
            end(&self.activity, Instant::now());
        }
    }
}

impl Tracked<Body> {
    /// The body of an answer.
    pub(super) fn answer(body: Body, activity: Arc<Activity>) -> Self {
        Self { body, activity, end: Some(Activity::answered) }
    }
}

impl<B> Drop for Tracked<B> {
    fn drop(&mut self) {
        self.tell();
    }
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Tracked<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let piece = Pin::new(&mut self.body).poll_frame(context);
        match &piece {
            Poll::Ready(Some(_)) => self.look(),
            Poll::Ready(None) => self.tell(),
            Poll::Pending => {}
        }
        piece
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
