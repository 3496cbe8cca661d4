//! Watches: a stream of changes, one JSON document per line.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, header},
};
use futures::stream;
use serde_json::{Value, json};
use tokio::{
    sync::watch as signal,
    time::{Instant, sleep_until},
};

use super::{Api, accept::Form};
use crate::{
    object,
    selector::Selector,
    status::{ApiError, Result},
    store::{Change, Event, Expired, Watcher},
    verbs::{self, Call},
};

/// How long a watch lasts that does not say: within the real server's 30 to 60 minutes.
const LONGEST: Duration = Duration::from_secs(45 * 60);

/// Starts a watch. Without a revision it starts with what is there.
pub(crate) fn answer(api: &Api, mut call: Call, form: Form) -> Result<Response<Body>> {
    let selector = call.selector()?;
    for paging in ["limit", "continue"] {
        call.params.0.remove(paging);
    }
    let from = revision(call.params.text("resourceVersion"))?;
    let initial = call.params.flag("sendInitialEvents");
    let first = if initial || from == 0 { Some(verbs::list(&api.cluster, &call)?) } else { None };
    let start = first.as_ref().map_or(from, |list| list.revision);
    // What was before a definition was made is not in the history of its objects.
    let beginning = call.resource.custom.as_ref().map_or(0, |served| served.since);
    let store = &api.cluster.store;
    let mut feed = Feed {
        watcher: Watcher::new(store, &call.resource.storage, call.scope(), start),
        selector,
        form,
        ready: Vec::new(),
        ended: false,
        bookmarks: call.params.flag("allowWatchBookmarks").then_some(api.cluster.options.bookmark_every),
        until: Instant::now() + lifetime(&call),
        closing: api.closing.clone(),
        call,
    };
    if start < beginning {
        feed.expire(Expired { asked: start, oldest: beginning });
    }
    for item in first.iter().flat_map(|list| &list.items) {
        feed.push("ADDED", item);
    }
    if initial && feed.bookmarks.is_some() {
        feed.push_bookmark(true);
    }
    let body = Body::from_stream(stream::unfold(feed, |feed| feed.step()));
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

fn revision(text: &str) -> Result<u64> {
    if text.is_empty() {
        return Ok(0);
    }
    text.parse().map_err(|_| ApiError::bad_request(format!("resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax")))
}

fn lifetime(call: &Call) -> Duration {
    let asked = call.params.number("timeoutSeconds").and_then(|seconds| u64::try_from(seconds).ok());
    asked.filter(|seconds| *seconds > 0).map_or(LONGEST, Duration::from_secs)
}

struct Feed {
    watcher: Watcher,
    call: Call,
    selector: Selector,
    form: Form,
    /// Lines to send.
    ready: Vec<u8>,
    ended: bool,
    bookmarks: Option<Duration>,
    until: Instant,
    closing: signal::Receiver<bool>,
}

/// What a watch waited for.
enum Woken {
    Events(std::result::Result<Vec<Arc<Event>>, Expired>),
    Bookmark,
    End,
}

impl Feed {
    /// The next piece of the body.
    async fn step(mut self) -> Option<(std::result::Result<Bytes, std::convert::Infallible>, Self)> {
        while self.ready.is_empty() && !self.ended {
            match self.wait().await {
                Woken::Events(Ok(events)) => events.iter().for_each(|event| self.push_event(event)),
                Woken::Events(Err(expired)) => self.expire(expired),
                Woken::Bookmark => self.push_bookmark(false),
                Woken::End => self.ended = true,
            }
        }
        let lines = std::mem::take(&mut self.ready);
        (!lines.is_empty()).then(|| (Ok(lines.into()), self))
    }

    async fn wait(&mut self) -> Woken {
        let bookmark = Instant::now() + self.bookmarks.unwrap_or(LONGEST * 2);
        tokio::select! {
            events = self.watcher.next() => Woken::Events(events),
            () = sleep_until(bookmark.min(self.until)) => {
                if bookmark < self.until { Woken::Bookmark } else { Woken::End }
            }
            _ = self.closing.wait_for(|closing| *closing) => Woken::End,
        }
    }

    /// An object that comes into or leaves the selection is added or deleted, whatever the change was.
    fn push_event(&mut self, event: &Event) {
        let object = verbs::present(&self.call.resource, &event.object);
        let was = event
            .previous
            .as_ref()
            .is_some_and(|previous| self.selector.matches(&verbs::present(&self.call.resource, previous)));
        let is = event.change != Change::Deleted && self.selector.matches(&object);
        match (was, is) {
            (false, false) => {}
            (false, true) => self.push("ADDED", &object),
            (true, true) => self.push("MODIFIED", &object),
            (true, false) if event.change != Change::Deleted => self.push_left(event),
            (true, false) => self.push("DELETED", &object),
        }
    }

    /// An object that leaves the selection is shown as it last was in it, at the revision at which it left.
    fn push_left(&mut self, event: &Event) {
        let Some(previous) = &event.previous else { return };
        let mut last = Value::clone(&verbs::present(&self.call.resource, previous));
        object::copy(&event.object, &mut last, "/metadata/resourceVersion");
        self.push("DELETED", &Arc::new(last));
    }

    fn push(&mut self, kind: &str, object: &Arc<Value>) {
        let shown = self.form.one(&self.call.resource, object, &self.call.params);
        self.push_line(&json!({ "type": kind, "object": shown }));
    }

    fn push_bookmark(&mut self, initial: bool) {
        let revision = self.watcher.revision().to_string();
        let mut bookmark = json!({
            "kind": self.call.resource.kind, "apiVersion": self.call.resource.api_version(),
            "metadata": { "resourceVersion": revision, "creationTimestamp": null },
        });
        if initial {
            object::put_entry(&mut bookmark, "/metadata/annotations", "k8s.io/initial-events-end", "true");
        }
        if self.form == Form::Metadata {
            bookmark = super::accept::metadata_only(&bookmark);
        }
        self.push_line(&json!({ "type": "BOOKMARK", "object": bookmark }));
    }

    fn expire(&mut self, expired: Expired) {
        let message = format!("too old resource version: {} ({})", expired.asked, expired.oldest);
        self.push_line(&json!({ "type": "ERROR", "object": ApiError::expired(message).to_status() }));
        self.ended = true;
    }

    fn push_line(&mut self, line: &Value) {
        self.ready.extend_from_slice(line.to_string().as_bytes());
        self.ready.push(b'\n');
    }
}
