//! The event stream.

use std::cell::{Cell, RefCell};
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

/// What is known of the stream.
struct Stream {
    state: LiveState,
    /// The last message: a page that comes back is told only what it missed.
    place: RefCell<Option<String>>,
    /// When anything last came, in milliseconds since 1970.
    heard: Cell<Option<f64>>,
}

/// Opens the stream and keeps it open for as long as it is held.
pub(crate) fn keep_open(state: LiveState) -> Held {
    let stream = Rc::new(Stream { state, place: RefCell::default(), heard: Cell::default() });
    let of = Rc::clone(&stream);
    let work = move |connection: Connection| {
        let (asked, late) = (js_sys::Date::now(), Rc::clone(&of));
        set_timeout(move || late.say_lost_unless_heard(asked), CATCH_UP);
        let stream = Rc::clone(&of);
        Box::pin(async move { stream.follow(connection).await }) as _
    };
    let ended = move |outcome: Outcome| {
        stream.lost(match outcome {
            Ok(()) => LOST.to_owned(),
            Err(problem) => [&client::sentence(&problem), " Trying again."].concat(),
        });
        true
    };
    hold(Box::new(work), Box::new(ended), OPENING)
}

impl Stream {
    async fn follow(&self, connection: Connection) -> Outcome {
        let last = self.place.borrow().clone();
        let mut hear = |event| match event {
            Event::Open => {
                self.heard.set(Some(js_sys::Date::now()));
                self.state.link.set(Link::Open);
            }
            Event::Alive => self.heard.set(Some(js_sys::Date::now())),
            Event::Message { id, data } => self.receive(id, &data),
            Event::Retry(_) => {}
        };
        client::events("/stream", last, &connection, &mut hear).await
    }

    fn receive(&self, id: String, text: &str) {
        match crate::json::document(text).and_then(Live::from_value) {
            Ok(message) => {
                self.state.receive(message);
                self.place.replace(Some(id));
            }
            Err(error) => self.lost(format!("A message of the server cannot be read ({error}). Reload the page: it may be older than the server.")),
        }
    }

    fn lost(&self, reason: String) {
        self.state.lost(reason, self.heard.get());
    }

    fn say_lost_unless_heard(&self, since: f64) {
        let was_open = self.state.link.with_untracked(|link| *link == Link::Open);
        let heard = self.heard.get().is_some_and(|heard| heard >= since);
        if was_open && !heard && !document().hidden() {
            self.lost(LOST.to_owned());
        }
    }
}
