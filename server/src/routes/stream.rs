//! `/stream`

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use futures::{Stream, StreamExt, stream};
use tokio::sync::watch;

use crate::app::App;
use crate::errors::ApiResult;
use crate::live::{Hub, Message, Position};

/// Proxies close connections that are silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A comment, which clients skip.
const STILL_HERE: &[u8] = b":\n\n";

/// `GET /stream`: a snapshot (or what was missed since `Last-Event-ID`), then every change, as server-sent events.
pub async fn stream(State(app): State<App>, headers: HeaderMap) -> ApiResult<Response> {
    let place = app.streams.take()?;
    app.hub.wait().await;
    let position = headers.get("last-event-id").and_then(|id| Position::parse(id.to_str().ok()?));
    let follower = Follower::new(app.hub, position.as_ref());
    let frames = frames(follower).take_until(app.shutdown.wait_owned());
    let mut response = Response::new(Body::from_stream(place.held_by(frames)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// Every message, and a sign of life where there is none for long.
fn frames(follower: Follower) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(follower, |mut follower| async {
        let frame = match tokio::time::timeout(KEEP_ALIVE, follower.next()).await {
            Ok(message) => message?.frame,
            Err(_) => Bytes::from_static(STILL_HERE),
        };
        Some((Ok(frame), follower))
    })
}

/// One client, and the number of the last message it got.
struct Follower {
    hub: Arc<Hub>,
    news: watch::Receiver<u64>,
    last: Option<u64>,
}

impl Follower {
    fn new(hub: Arc<Hub>, position: Option<&Position>) -> Self {
        Self { news: hub.news(), last: position.and_then(|position| hub.number(position)), hub }
    }

    /// The next message it does not have, asked for only when it can take one: nothing waits for a client that does not
    /// read.
    async fn next(&mut self) -> Option<Message> {
        loop {
            self.news.mark_unchanged();
            if let Some(message) = self.hub.next(self.last).await {
                self.last = Some(message.id);
                return Some(message);
            }
            self.news.changed().await.ok()?;
        }
    }
}
