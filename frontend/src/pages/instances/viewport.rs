//! The scrolled box the list is in, and how much of the list it shows.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use super::window::Window;

/// Under this width the list is cards.
const NARROW: &str = "(width < 56.25rem)";

/// The box and what is seen of it. A handle.
#[derive(Clone, Copy)]
pub(super) struct Viewport {
    /// The box.
    pub(super) node: NodeRef<html::Div>,
    /// What is seen.
    pub(super) seen: RwSignal<Window>,
    /// Height of what covers the top of the box.
    pub(super) head: f64,
}

impl Viewport {
    /// A box of rows of height `row`, covered on top by `head`; CSS pixels.
    pub(super) fn new(row: f64, head: f64) -> Self {
        let node = NodeRef::new();
        // Until it is measured, as much as a large screen shows.
        let seen = RwSignal::new(Window { top: 0.0, height: 900.0, row });
        let viewport = Self { node, seen, head };
        Effect::new(move |_| {
            if node.get().is_some() {
                viewport.measure();
            }
        });
        let listener = window_event_listener(ev::resize, move |_| viewport.measure());
        on_cleanup(move || listener.remove());
        viewport
    }

    /// Reads how far the box is scrolled and how high it is.
    pub(super) fn measure(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let (top, height) = (f64::from(node.scroll_top()), f64::from(node.client_height()));
        let seen = self.seen.get_untracked();
        if seen.top != top || seen.height != height {
            self.seen.set(Window { top, height, ..seen });
        }
    }

    /// Scrolls as little as it takes to show row `index`.
    pub(super) fn show(self, index: usize) {
        let Some(node) = self.node.get_untracked() else { return };
        if let Some(top) = self.seen.get_untracked().scroll_to(index, self.head) {
            node.set_scroll_top(top as i32);
            self.measure();
        }
    }

    /// The rows to have in the document, of `total`.
    pub(super) fn rows(self, total: usize) -> std::ops::Range<usize> {
        self.seen.with(|seen| seen.rows(total))
    }
}

/// Follows whether the screen is narrow.
pub(super) fn is_narrow() -> Signal<bool> {
    let Ok(Some(query)) = window().match_media(NARROW) else { return Signal::stored(false) };
    let narrow = RwSignal::new(query.matches());
    let listener = window_event_listener(ev::resize, move |_| {
        if narrow.get_untracked() != query.matches() {
            narrow.set(query.matches());
        }
    });
    on_cleanup(move || listener.remove());
    narrow.into()
}

/// Makes `element` `height` CSS pixels high. By script, because the page's policy allows no style attributes.
pub(super) fn set_height(element: &HtmlElement, height: f64) {
    let _ = HtmlElement::style(element).set_property("height", &[&height.to_string(), "px"].concat());
}

/// Moves the focus to the element `id` once it is drawn.
pub(super) fn focus_soon(id: String) {
    let focus = Closure::once_into_js(move || {
        let element =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
    let _ = window().request_animation_frame(focus.unchecked_ref());
}
