//! Presses of links within the console.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::browser::{listen, window};

/// Calls `go` with path and fragment of every plain press on a link to another page of this console.
/// Presses that ask for a new tab, downloads, other origins and mere fragments stay the browser's.
pub(super) fn intercept(go: impl Fn(String) + 'static) {
    listen(&window(), "click", move |event| {
        let Some(press) = event.dyn_ref::<MouseEvent>().filter(|press| is_plain(press)) else { return };
        let Some(link) = link_of(press).filter(stays_here) else { return };
        press.prevent_default();
        go([link.pathname(), link.search(), link.hash()].concat());
    });
}

fn is_plain(press: &MouseEvent) -> bool {
    press.button() == 0
        && !(press.ctrl_key() || press.meta_key() || press.shift_key() || press.alt_key())
        && !press.default_prevented()
}

fn link_of(press: &MouseEvent) -> Option<HtmlAnchorElement> {
    let target: Element = press.target()?.dyn_into().ok()?;
    target.closest("a[href]").ok()??.dyn_into().ok()
}

fn stays_here(link: &HtmlAnchorElement) -> bool {
    let here = window().location();
    let same_page = here.pathname().ok() == Some(link.pathname());
    here.origin().ok() == Some(link.origin())
        && link.target().is_empty()
        && !link.has_attribute("download")
        && !link.pathname().starts_with("/api/")
        && (!same_page || link.hash().is_empty())
}
