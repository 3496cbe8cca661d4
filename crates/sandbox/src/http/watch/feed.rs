//! What an open watch sends, and when it ends.

mod faulty;

use std::{io, sync::Arc, time::Duration};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::{
    sync::watch as signal,
    time::{Instant, sleep_until},
};

use super::super::{Api, accept, accept::Form};
use crate::{
    cluster::Cluster,
    faults::{Asked, Still},
    object,
    selector::Selector,
    status::ApiError,
    store::{Change, Event, Expired, Lost, Watcher},
    verbs::{self, Call},
};

/// How long before its end a watch tells its version once more, so that the next one begins as late as it can
/// (`nextBookmarkTime` of `k8s.io/apiserver/pkg/storage/cacher`).
const LAST_BOOKMARK: Duration = Duration::from_secs(2);

/// An open watch.
pub(super) struct Feed {
    cluster: Arc<Cluster>,
    watcher: Watcher,
    call: Call,
    /// The watch, as faults know it.
    asked: Asked,
    selector: Selector,
    form: Form,
    /// Lines to send.
    ready: Vec<u8>,
    end: End,
    bookmarks: Option<Duration>,
    next_bookmark: Option<Instant>,
    opened: Instant,
    until: Instant,
    closing: signal::Receiver<bool>,
}

/// Whether a watch goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It does.
    Open,
    /// It ends as it should.
    Clean,
    /// Its connection breaks.
    Broken,
}

/// What a watch waited for.
enum Woken {
    Events(Result<Vec<Arc<Event>>, Lost>),
    Bookmark,
    End,
    Fault(Still),
}

impl Feed {
    /// A watch from a revision on, for as long as it asks for and else for `longest`.
    pub(super) fn new(
        api: &Api,
        call: Call,
        selector: Selector,
        form: Form,
        start: u64,
        longest: Duration,
    ) -> Self {
        let cluster = Arc::clone(&api.cluster);
        let asked = faulty::asked(&call);
        let opened = Instant::now();
        let watcher = Watcher::new(&cluster.store, &call.resource.storage, call.scope(), start);
        let seconds = call.params.number("timeoutSeconds").and_then(|seconds| u64::try_from(seconds).ok());
        let lasts = seconds.filter(|seconds| *seconds > 0).map_or(longest, Duration::from_secs);
        let bookmarks = call.params.flag("allowWatchBookmarks").then_some(cluster.options.bookmark_every);
        let (ready, end, next_bookmark) = (Vec::new(), End::Open, None);
        let (until, closing) = (opened + lasts, api.closing.clone());
        let mut feed = Self {
            cluster,
            watcher,
            call,
            asked,
            selector,
            form,
            ready,
            end,
            bookmarks,
            next_bookmark,
            opened,
            until,
            closing,
        };
        feed.plan_bookmark();
        feed
    }

    /// Says what is there at the beginning.
    pub(super) fn begin(&mut self, items: Vec<Arc<Value>>, initial: bool) {
        // What was before a definition was made is not in the history of its objects.
        let beginning = self.call.resource.custom.as_ref().map_or(0, |served| served.since);
        if let Some(start) = self.watcher.revision().filter(|start| *start < beginning) {
            self.expire(Expired { asked: start, oldest: beginning });
        }
        for item in &items {
            self.push("ADDED", item);
        }
        if initial && self.bookmarks.is_some() {
            self.push_bookmark(true);
        }
    }

    /// Says why the watch cannot be, and ends it.
    pub(super) fn fail(&mut self, error: &ApiError) {
        self.push_line(&json!({ "type": "ERROR", "object": error.to_status() }));
        self.end = End::Clean;
    }

    /// The next piece of the body.
    pub(super) async fn step(mut self) -> Option<(io::Result<Bytes>, Self)> {
        while self.ready.is_empty() && self.end == End::Open {
            match self.wait().await {
                Woken::Events(Ok(events)) => self.push_events(&events),
                Woken::Events(Err(Lost::Expired(expired))) => self.expire(expired),
                // As at the restart of a real one.
                Woken::Events(Err(Lost::Replaced)) | Woken::End => self.end = End::Clean,
                Woken::Bookmark => self.bookmark(),
                Woken::Fault(still) => self.be_still(still).await,
            }
        }
        let lines = std::mem::take(&mut self.ready);
        if !lines.is_empty() {
            return Some((Ok(lines.into()), self));
        }
        let broken = self.end == End::Broken;
        if broken {
            // What was sent is written first.
            tokio::task::yield_now().await;
        }
        self.end = End::Clean;
        broken.then(|| (Err(io::ErrorKind::ConnectionReset.into()), self))
    }

    async fn wait(&mut self) -> Woken {
        let bookmark = self.next_bookmark.filter(|next| *next < self.until);
        tokio::select! {
            biased;
            _ = self.closing.wait_for(|closing| *closing) => Woken::End,
            still = self.cluster.faults.strike_open(&self.asked, self.opened) => Woken::Fault(still),
            events = self.watcher.next() => Woken::Events(events),
            () = sleep_until(bookmark.unwrap_or(self.until)) => {
                if bookmark.is_some() { Woken::Bookmark } else { Woken::End }
            }
        }
    }

    fn push_events(&mut self, events: &[Arc<Event>]) {
        for event in events {
            if self.end != End::Open {
                return;
            }
            let told = self.told(event);
            if let Some((change, object)) = told {
                self.tell(event, change, &object);
            }
        }
    }

    /// What is told of an event: an object that comes into or leaves the selection is added or deleted, whatever the
    /// change was.
    fn told(&self, event: &Event) -> Option<(Change, Arc<Value>)> {
        let object = verbs::present(&self.call.resource, &event.object);
        let previous = event.previous.as_ref().map(|it| verbs::present(&self.call.resource, it));
        let previous = previous.filter(|previous| self.selector.matches(previous));
        let is = event.change != Change::Deleted && self.selector.matches(&object);
        match (previous, is) {
            (None, false) => None,
            (None, true) => Some((Change::Added, object)),
            (Some(_), true) => Some((Change::Modified, object)),
            (Some(_), false) if event.change == Change::Deleted => Some((Change::Deleted, object)),
            (Some(previous), false) => {
                // It is shown as it last was in the selection, at the revision at which it left.
                let mut last = Value::clone(&previous);
                object::copy(&event.object, &mut last, "/metadata/resourceVersion");
                Some((Change::Deleted, Arc::new(last)))
            }
        }
    }

    fn push(&mut self, kind: &str, object: &Arc<Value>) {
        let shown = self.form.one(&self.call.resource, object, &self.call.params);
        self.push_line(&json!({ "type": kind, "object": shown }));
    }

    fn bookmark(&mut self) {
        self.plan_bookmark();
        if !self.is_without_bookmark() {
            self.push_bookmark(false);
        }
    }

    /// Once in a while, and shortly before the end.
    fn plan_bookmark(&mut self) {
        let now = Instant::now();
        let last = self.until.checked_sub(LAST_BOOKMARK).filter(|last| *last > now);
        let next = self.bookmarks.map(|every| now + every);
        self.next_bookmark = next.map(|next| last.map_or(next, |last| next.min(last)));
    }

    /// A watch from a revision that the store has not reached has none to tell.
    fn push_bookmark(&mut self, initial: bool) {
        let Some(revision) = self.watcher.revision() else { return };
        let mut bookmark = json!({
            "kind": self.call.resource.kind, "apiVersion": self.call.resource.api_version(),
            "metadata": { "resourceVersion": revision.to_string(), "creationTimestamp": null },
        });
        if initial {
            object::put_entry(&mut bookmark, "/metadata/annotations", "k8s.io/initial-events-end", "true");
        }
        if self.form == Form::Metadata {
            bookmark = accept::metadata_only(&bookmark);
        }
        self.push_line(&json!({ "type": "BOOKMARK", "object": bookmark }));
    }

    fn expire(&mut self, expired: Expired) {
        let message = format!("too old resource version: {} ({})", expired.asked, expired.oldest);
        self.fail(&ApiError::expired(message));
    }

    fn push_line(&mut self, line: &Value) {
        self.ready.extend_from_slice(line.to_string().as_bytes());
        self.ready.push(b'\n');
    }
}
