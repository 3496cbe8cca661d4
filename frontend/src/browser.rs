//! What the console takes from the browser, each with an answer for when the browser refuses.

pub(crate) mod clipboard;
pub(crate) mod import;
pub(crate) mod random;
pub(crate) mod storage;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, Window};

/// The window.
pub(crate) fn window() -> Window {
    leptos::prelude::window()
}

/// Calls `handler` at every event `name` of `target`, for as long as the page lives.
pub(crate) fn listen(target: &EventTarget, name: &str, handler: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(handler);
    // Only fails for a listener that is no function.
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}
