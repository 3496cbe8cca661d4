//! The event stream.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use slipway_core::api::Live;

use super::{Link, LiveState};
use crate::client::{self, Connection, Event, Held, Outcome, hold};

const LOST: &str = "The connection to Slipway's server is lost. Trying again; what you see may be old.";

/// How long the server may take to answer, in milliseconds. It waits 5 seconds itself for the cluster's first answer.
const OPENING: f64 = 15_000.0;

/// A page that is seen again says that it is old when it is not current by then.
const CATCH_UP: Duration = Duration::from_secs(2);

/// Where in the stream the page is: a page that comes back is told only what it missed.
type Place = Rc<RefCell<Option<String>>>;

/// Opens the stream and keeps it open for as long as it is held.
pub(crate) fn keep_open(state: LiveState) -> Held {
    let place = Place::default();
    let work = move |connection: Connection| {
        let asked = js_sys::Date::now();
        set_timeout(move || say_lost_unless_heard(state, asked), CATCH_UP);
        Box::pin(follow(state, Rc::clone(&place), connection)) as _
    };
    let ended = move |outcome: Outcome| {
        let reason = match outcome {
            Ok(()) => LOST.to_owned(),
            Err(problem) => [&client::sentence(&problem), " Trying again."].concat(),
        };
        state.lost(reason);
        true
    };
    hold(Box::new(work), Box::new(ended), OPENING)
}

async fn follow(state: LiveState, place: Place, connection: Connection) -> Outcome {
    let last = place.borrow().clone();
    let mut hear = |event| match event {
        Event::Open => {
            state.heard();
            state.link.set(Link::Open);
        }
        Event::Alive => state.heard(),
        Event::Message { id, data } => {
            if receive(state, &data) {
                place.replace(Some(id));
            }
        }
        Event::Retry(_) => {}
    };
    client::events("/stream", last, &connection, &mut hear).await
}

/// Takes a message; whether it could be read.
fn receive(state: LiveState, text: &str) -> bool {
    match crate::json::document(text).and_then(Live::from_value) {
        Ok(message) => {
            state.receive(message);
            true
        }
        Err(error) => {
            state.lost(format!("A message of the server cannot be read ({error}). Reload the page: it may be older than the server."));
            false
        }
    }
}

fn say_lost_unless_heard(state: LiveState, since: f64) {
    let was_open = state.link.get_untracked() == Link::Open;
    if was_open && !state.was_heard(since) && !document().hidden() {
        state.lost(LOST.to_owned());
    }
}
