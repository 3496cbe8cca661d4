//! The event stream and its reconnecting.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use slipway_core::api::{Cluster, Live, PREFIX};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, MessageEvent};

use super::{Link, LiveState};
use crate::client;

const LOST: &str = "The connection to Slipway's server is lost. Trying again; what you see may be old.";

/// One stream after another, for as long as the page lives.
#[derive(Clone)]
struct Stream {
    state: LiveState,
    current: Rc<RefCell<Option<Source>>>,
    attempt: Rc<RefCell<u32>>,
}

/// An open source and the functions it calls.
struct Source {
    source: EventSource,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _open: Closure<dyn FnMut()>,
    _error: Closure<dyn FnMut()>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// Opens the stream, and again whenever it ends: the browser does so by itself after a network error, and not after
/// an error status.
pub(crate) fn keep_open(state: LiveState) {
    let stream = Stream { state, current: Rc::default(), attempt: Rc::default() };
    stream.open();
    // A network that is back need not wait for the back-off. The listener lives as long as the page.
    let _listener = window_event_listener(ev::online, move |_| stream.open());
}

impl Stream {
    fn open(&self) {
        let Ok(source) = EventSource::new(&format!("{PREFIX}/stream")) else { return self.retry() };
        let (state, attempt) = (self.state, self.attempt.clone());
        let message = Closure::new(move |event: MessageEvent| receive(state, &event));
        let open = Closure::new(move || {
            *attempt.borrow_mut() = 0;
            state.link.set(Link::Open);
        });
        let stream = self.clone();
        let error = Closure::new(move || stream.failed());
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onopen(Some(open.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        let next = Source { source, _message: message, _open: open, _error: error };
        self.current.replace(Some(next));
    }

    fn failed(&self) {
        let closed = self
            .current
            .borrow()
            .as_ref()
            .is_none_or(|current| current.source.ready_state() == EventSource::CLOSED);
        if matches!(self.state.link.get_untracked(), Link::Open | Link::Connecting) {
            self.state.link.set(Link::Lost { reason: LOST.to_owned() });
        }
        self.find_reason();
        if closed {
            self.retry();
        }
    }

    /// An event source does not say why it failed; a plain request does.
    fn find_reason(&self) {
        let state = self.state;
        spawn_local(async move {
            if let Err(problem) = client::get::<Vec<Cluster>>("/clusters").await
                && state.link.get_untracked() != Link::Open
            {
                let reason = format!("{} Trying again.", client::sentence(&problem));
                if state.link.get_untracked() != (Link::Lost { reason: reason.clone() }) {
                    state.link.set(Link::Lost { reason });
                }
            }
        });
    }

    fn retry(&self) {
        let stream = self.clone();
        let wait = {
            let mut attempt = self.attempt.borrow_mut();
            *attempt += 1;
            back_off(*attempt)
        };
        // Not from within the handler: `open` drops the source that is calling it.
        set_timeout(move || stream.open(), wait);
    }
}

fn receive(state: LiveState, event: &MessageEvent) {
    let text = event.data().as_string().unwrap_or_default();
    match crate::json::document(&text).and_then(Live::from_value) {
        Ok(message) => state.receive(message),
        Err(error) => state.link.set(Link::Lost {
            reason: format!("A message of the server cannot be read ({error}). Reload the page: it may be older than the server."),
        }),
    }
}

/// 1, 2, 4, ... at most 30 seconds.
fn back_off(attempt: u32) -> Duration {
    Duration::from_secs((1_u64 << attempt.saturating_sub(1).min(5)).min(30))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_under_half_a_minute() {
        let waits: Vec<u64> = (1..8).map(|attempt| back_off(attempt).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
    }
}
