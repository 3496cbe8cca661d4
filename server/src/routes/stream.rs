//! `/stream`

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt, stream};
use tokio_stream::wrappers::BroadcastStream;

use crate::app::App;
use crate::live::{Hub, Message, Position};

/// Proxies close connections that are silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// `GET /stream`: a snapshot (or what was missed since `Last-Event-ID`), then every change.
pub async fn stream(State(app): State<App>, headers: HeaderMap) -> impl IntoResponse {
    let position = headers.get("last-event-id").and_then(|id| Position::parse(id.to_str().ok()?));
    let messages = messages(app.hub.clone(), position).await.take_until(app.shutdown.wait_owned());
    let sse = Sse::new(messages).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))], sse)
}

async fn messages(
    hub: Arc<Hub>,
    position: Option<Position>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let subscription = hub.subscribe(position.as_ref()).await;
    let last = subscription.first.last().map(|message| message.id);
    let state = Follower { hub: hub.clone(), rest: BroadcastStream::new(subscription.rest), last };
    let rest = stream::unfold(state, |mut state| async { Some((state.next().await?, state)) });
    stream::iter(subscription.first).chain(rest).map(move |message| Ok(event(&hub, &message)))
}

/// One client, and the number of the last message it got.
struct Follower {
    hub: Arc<Hub>,
    rest: BroadcastStream<Message>,
    last: Option<u64>,
}

impl Follower {
    /// The next message it does not have; everything anew for a client that fell behind.
    async fn next(&mut self) -> Option<Message> {
        loop {
            let message = match self.rest.next().await? {
                Ok(message) => message,
                Err(_) => self.hub.snapshot(),
            };
            if self.last.is_none_or(|last| message.id > last) {
                self.last = Some(message.id);
                return Some(message);
            }
        }
    }
}

fn event(hub: &Hub, message: &Message) -> Event {
    Event::default().id(hub.id(message)).data(&*message.json)
}
