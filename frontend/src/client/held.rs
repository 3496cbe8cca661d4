//! A connection to the server that is opened again whenever it ends, and given back while nobody sees the page: a
//! browser has six for all tabs of a console.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::leptos_dom::helpers::{
    IntervalHandle, TimeoutHandle, WindowListenerHandle, set_interval_with_handle, set_timeout_with_handle,
};
use leptos::prelude::{document, window_event_listener_untyped};
use slipway_core::api::Problem;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use super::problem;

/// How long a page may be hidden before it gives its connection back: a look at another tab costs nothing.
const GRACE: Duration = Duration::from_secs(3);
/// How often silence is looked for.
const LOOK: Duration = Duration::from_secs(5);
/// A network that comes back does so for all pages at once: they begin within so many milliseconds.
const TOGETHER: f64 = 1_000.0;
/// The first wait is at most so long, in milliseconds, unless the server asks for another.
const FIRST: f64 = 5_000.0;
/// No wait is longer, in milliseconds, unless the server asks for it.
const LONGEST: f64 = 30_000.0;
/// A connection that lasted so long, in milliseconds, was a good one: the waits begin anew.
const GOOD: f64 = 30_000.0;

/// What a connection comes to: read to its end, or why not.
pub(crate) type Outcome = Result<(), Problem>;
type Work = Box<dyn Fn(Connection) -> Pin<Box<dyn Future<Output = Outcome>>>>;
type Ended = Box<dyn Fn(Outcome) -> bool>;

/// The connection; dropping it ends it.
pub(crate) struct Held(Rc<Inner>);

/// One connection, for whoever reads it.
pub(crate) struct Connection {
    /// Aborted when the connection is given back.
    pub(crate) signal: AbortSignal,
    of: Weak<Inner>,
}

struct Inner {
    work: Work,
    ended: Ended,
    /// So long the server may take to answer, in milliseconds.
    opening: f64,
    current: RefCell<Option<AbortController>>,
    /// The next opening, or giving back.
    next: RefCell<Option<TimeoutHandle>>,
    watch: RefCell<Option<IntervalHandle>>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
    began: Cell<f64>,
    heard: Cell<f64>,
    /// So long it may be silent now, in milliseconds.
    patience: Cell<f64>,
    attempt: Cell<u32>,
    first: Cell<f64>,
    over: Cell<bool>,
}

/// Opens a connection, now or when the page is seen, and again whenever it ends: `work` reads it; `ended` hears how it
/// ended and says whether to open another. The server may take `opening` milliseconds to answer.
pub(crate) fn hold(work: Work, ended: Ended, opening: f64) -> Held {
    let inner = Rc::new(Inner {
        work,
        ended,
        opening,
        current: RefCell::default(),
        next: RefCell::default(),
        watch: RefCell::default(),
        listeners: RefCell::default(),
        began: Cell::default(),
        heard: Cell::default(),
        patience: Cell::default(),
        attempt: Cell::default(),
        first: Cell::new(FIRST),
        over: Cell::default(),
    });
    let (seen, online) = (inner.call(Inner::seen_or_hidden), inner.call(Inner::network_is_back));
    inner.listeners.replace(vec![
        window_event_listener_untyped("visibilitychange", move |_| seen()),
        window_event_listener_untyped("online", move |_| online()),
    ]);
    inner.watch.replace(set_interval_with_handle(inner.call(Inner::look), LOOK).ok());
    if !document().hidden() {
        inner.open();
    }
    Held(inner)
}

impl Connection {
    /// The server answered; from now on it may be silent for `patience` milliseconds.
    pub(crate) fn opened(&self, patience: f64) {
        if let Some(of) = self.of.upgrade() {
            of.patience.set(patience);
        }
        self.heard();
    }

    /// Something came.
    pub(crate) fn heard(&self) {
        if let Some(of) = self.of.upgrade() {
            of.heard.set(js_sys::Date::now());
        }
    }

    /// The server asks for waits that begin with so many milliseconds.
    pub(crate) fn asked(&self, wait: f64) {
        if let Some(of) = self.of.upgrade() {
            of.first.set(wait);
        }
    }
}

impl Inner {
    /// A function that calls `act` for as long as somebody holds the connection.
    fn call(self: &Rc<Self>, act: fn(&Rc<Self>)) -> impl Fn() + 'static {
        let inner = Rc::downgrade(self);
        move || {
            if let Some(inner) = inner.upgrade() {
                act(&inner);
            }
        }
    }

    fn open(self: &Rc<Self>) {
        self.give_back();
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        self.current.replace(Some(controller));
        let now = js_sys::Date::now();
        self.began.set(now);
        self.heard.set(now);
        self.patience.set(self.opening);
        let work = (self.work)(Connection { signal: signal.clone(), of: Rc::downgrade(self) });
        let inner = Rc::downgrade(self);
        spawn_local(async move {
            let outcome = work.await;
            if let Some(inner) = inner.upgrade().filter(|_| !signal.aborted()) {
                inner.finish(outcome);
            }
        });
    }

    /// Ends the connection and forgets what comes next.
    fn give_back(self: &Rc<Self>) {
        if let Some(controller) = self.current.take() {
            controller.abort();
        }
        if let Some(next) = self.next.take() {
            next.clear();
        }
    }

    fn give_back_unseen(self: &Rc<Self>) {
        if document().hidden() || self.over.get() {
            self.give_back();
        }
    }

    fn finish(self: &Rc<Self>, outcome: Outcome) {
        self.give_back();
        if !(self.ended)(outcome) {
            self.over.set(true);
        } else if !document().hidden() {
            if js_sys::Date::now() - self.began.get() > GOOD {
                self.attempt.set(0);
            }
            let wait = wait(self.attempt.get(), self.first.get(), js_sys::Math::random());
            self.attempt.set(self.attempt.get().saturating_add(1));
            self.soon(Self::open, Duration::from_millis(wait as u64));
        }
    }

    fn soon(self: &Rc<Self>, act: fn(&Rc<Self>), wait: Duration) {
        let next = set_timeout_with_handle(self.call(act), wait).ok();
        if let Some(before) = self.next.replace(next) {
            before.clear();
        }
    }

    /// A page that is hidden for long has no connection, and one that is seen has.
    fn seen_or_hidden(self: &Rc<Self>) {
        let hidden = document().hidden();
        if hidden || self.over.get() {
            self.soon(Self::give_back_unseen, GRACE);
        } else if self.current.borrow().is_none() {
            self.open();
        } else if let Some(next) = self.next.take() {
            next.clear();
        }
    }

    fn network_is_back(self: &Rc<Self>) {
        if !document().hidden() && !self.over.get() {
            self.soon(Self::open, Duration::from_millis((js_sys::Math::random() * TOGETHER) as u64));
        }
    }

    /// A connection that is silent for too long is lost, though nobody said so.
    fn look(self: &Rc<Self>) {
        let silent = js_sys::Date::now() - self.heard.get();
        if self.current.borrow().is_some() && silent > self.patience.get() {
            self.finish(Err(problem::silent()));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.give_back();
        if let Some(watch) = self.0.watch.take() {
            watch.clear();
        }
        self.0.listeners.take().into_iter().for_each(WindowListenerHandle::remove);
    }
}

/// How long to wait before the next try, in milliseconds: anything up to twice as long each time, so that pages that
/// lost their server together do not come back together.
fn wait(attempt: u32, first: f64, random: f64) -> f64 {
    random * (first * f64::from(1_u32 << attempt.min(16))).min(LONGEST.max(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_spread_grow_and_stay_under_half_a_minute() {
        let most: Vec<f64> = (0..6).map(|attempt| wait(attempt, FIRST, 1.0)).collect();
        assert_eq!(most, [5_000.0, 10_000.0, 20_000.0, 30_000.0, 30_000.0, 30_000.0]);
        assert_eq!(wait(0, FIRST, 0.25), 1_250.0);
        assert_eq!(wait(3, FIRST, 0.0), 0.0);
        assert_eq!(wait(0, 40_000.0, 1.0), 40_000.0, "what the server asks for counts");
        assert_eq!(wait(u32::MAX, FIRST, 1.0), LONGEST);
    }
}
