//! How the API fails, on command: each file is one way, and the list names them all.
//!
//! The annotation `sandbox.slipway.dev/faults` of a namespace says what is to go wrong, whom it hits and when (see
//! [`order`]); what it says is true as soon as the write is answered. Requests on that namespace itself and for discovery
//! are spared, so that `kubectl annotate` can always end it.
//!
//! - `order`: one fault as the annotation orders it; `read`: how the annotation is read
//! - `plan`: the orders in force, and when each strikes
//! - `travel`: the store that goes back in time, and the cluster that becomes another one
//! - `words`: the refusals

mod answer_lost;
mod checkpoint;
mod conflict;
mod drip;
mod fails;
mod forbidden;
mod foreign_manager;
mod frozen;
mod hang;
mod list_expired;
mod list_whole;
mod order;
mod other_cluster;
mod plan;
mod read;
mod reset;
mod rollback;
mod slow;
mod too_many;
mod travel;
mod unauthorized;
mod watch_cut;
mod watch_ends;
mod watch_expired;
mod watch_garbage;
mod watch_gone;
mod watch_no_bookmarks;
mod watch_older;
mod watch_silent;
mod watch_swallows;
mod watch_twice;
mod words;

use std::time::Duration;

use axum::{body::Body, http::Response};

use crate::store::Change;

use order::{Order, Scope, Settings};
pub(crate) use plan::{Faults, Still, refresh};
pub(crate) use read::causes;

/// The annotation of a namespace.
pub(crate) const ANNOTATION: &str = "sandbox.slipway.dev/faults";

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    /// As roles name it, such as `list`.
    pub(crate) verb: &'static str,
    /// As roles name it, such as `pods/status`; a path such as `/version` for what is no resource.
    pub(crate) resource: String,
    /// The API group; empty for the core group.
    pub(crate) group: String,
    /// Empty for what is in no namespace or in all.
    pub(crate) namespace: String,
    /// Empty for a collection.
    pub(crate) name: String,
    /// The client: the start of its `User-Agent`.
    pub(crate) agent: String,
    /// What a watch is to tell.
    pub(crate) change: Option<Change>,
}

/// When a fault can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// At once, when it is ordered.
    Order,
    /// A request came.
    Request,
    /// A request for a further page of a list came.
    Page,
    /// A watch is open.
    Open,
    /// A request came, or a watch is open.
    Any,
    /// A watch is to tell of a change.
    Event,
    /// A watch is to tell its version.
    Bookmark,
}

/// What a fault does.
#[derive(Debug)]
pub(crate) enum Effect {
    /// The request is not looked at; this is its answer.
    Answer(Response<Body>),
    /// The request is not looked at; its connection is closed.
    Close,
    /// The request is done, and its connection closed.
    CloseWhenDone,
    /// The request is neither done nor answered.
    Hang,
    /// Nothing moves until the fault is over; then it goes on.
    Freeze,
    /// The request waits.
    Delay(Duration),
    /// The answer comes byte by byte, with this wait between two.
    Drip(Duration),
    /// Somebody else changes first what is to be applied.
    Meddle,
    /// The page of a list is all of it.
    WholeList,
    /// An open watch that is older than the fault says nothing more and does not end.
    Silence,
    /// The event breaks off in its middle, and with it the connection.
    Cut,
    /// The event, or the bookmark, is not sent.
    Swallow,
    /// The event is sent again.
    Twice,
    /// After the event its object is told once more as it was before.
    Older,
    /// The store changes as a whole.
    Travel(Travel),
}

/// What becomes of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Travel {
    /// It is remembered.
    Remember,
    /// It becomes what was remembered.
    Return,
    /// It becomes that of another cluster.
    Replace,
}

/// A way to fail.
#[derive(Debug)]
pub(crate) struct Fault {
    /// How the annotation names it.
    pub(crate) name: &'static str,
    /// What happens.
    pub(crate) says: &'static str,
    pub(crate) stage: Stage,
    /// Whom it hits unless the order says otherwise.
    pub(crate) scope: Scope,
    /// The verbs it can hit; all when empty.
    pub(crate) verbs: &'static [&'static str],
    /// The settings of its own.
    pub(crate) takes: &'static [&'static str],
    pub(crate) effect: fn(&Settings, &Asked) -> Effect,
}

/// Every way to fail.
pub(crate) const FAULTS: &[&Fault] = &[
    &watch_gone::FAULT,
    &watch_expired::FAULT,
    &watch_ends::FAULT,
    &watch_silent::FAULT,
    &watch_garbage::FAULT,
    &watch_cut::FAULT,
    &watch_swallows::FAULT,
    &watch_twice::FAULT,
    &watch_older::FAULT,
    &watch_no_bookmarks::FAULT,
    &list_expired::FAULT,
    &list_whole::FAULT,
    &too_many::FAULT,
    &fails::FAULT,
    &reset::FAULT,
    &drip::FAULT,
    &slow::FAULT,
    &conflict::FAULT,
    &foreign_manager::FAULT,
    &hang::FAULT,
    &answer_lost::FAULT,
    &forbidden::FAULT,
    &unauthorized::FAULT,
    &frozen::FAULT,
    &checkpoint::FAULT,
    &rollback::FAULT,
    &other_cluster::FAULT,
];

/// The verbs that change something.
const WRITES: &[&str] = &["create", "update", "patch", "delete", "deletecollection"];
const WATCH: &[&str] = &["watch"];

/// A refusal as an answer.
fn refused(error: &crate::status::ApiError) -> Effect {
    Effect::Answer(crate::http::refusal(error))
}

/// The answer of a watch that sends this and ends.
fn stream(bytes: String) -> Effect {
    let mut response = Response::new(Body::from_stream(futures::stream::once(async move {
        Ok::<_, std::convert::Infallible>(axum::body::Bytes::from(bytes))
    })));
    let json = axum::http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(axum::http::header::CONTENT_TYPE, json);
    Effect::Answer(response)
}
