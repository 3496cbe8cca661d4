//! The list by keyboard: arrows, pages, ends; Enter opens, Space chooses.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::list::List;
use super::row::row_id;
use super::viewport::{Viewport, focus_soon};
use crate::route::Route;

/// Answers a key pressed anywhere in the list. `open` goes to a page.
pub(super) fn pressed(list: List, viewport: Viewport, event: &KeyboardEvent, open: impl Fn(&Route)) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let on_row = is_row(event);
    let key = event.key();
    let handled = match (key.as_str(), on_row) {
        ("Enter", true) => list.at.get_untracked().map(|name| open(&Route::Instance(name))).is_some(),
        (" ", true) => list.at.get_untracked().map(|name| list.toggle(&name)).is_some(),
        (key, _) => step(list, viewport, key),
    };
    if handled {
        event.prevent_default();
    }
}

/// Moves to another row.
fn step(list: List, viewport: Viewport, key: &str) -> bool {
    let shown = list.shown.get_untracked();
    let at = list.at.get_untracked().and_then(|name| shown.iter().position(|of| *of == name));
    let page = viewport.seen.get_untracked().page();
    let Some(next) = target(key, at, page, shown.len()) else { return false };
    let Some(name) = shown.get(next) else { return false };
    list.at.set(Some(name.clone()));
    viewport.show(next);
    focus_soon(row_id(name));
    true
}

/// The row `key` leads to from row `at`, of `total`. Without a row, everything leads to the first, or the last.
fn target(key: &str, at: Option<usize>, page: usize, total: usize) -> Option<usize> {
    let last = total.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| (at + 1).min(last))),
        "ArrowUp" => Some(at.map_or(0, |at| at.saturating_sub(1))),
        "PageDown" => Some(at.map_or(0, |at| (at + page).min(last))),
        "PageUp" => Some(at.map_or(0, |at| at.saturating_sub(page))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

fn is_row(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| element.id().starts_with("row-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_rows_and_stop_at_the_ends() {
        let cases = [
            ("ArrowDown", None, Some(0)),
            ("ArrowDown", Some(3), Some(4)),
            ("ArrowDown", Some(9), Some(9)),
            ("ArrowUp", Some(0), Some(0)),
            ("PageDown", Some(2), Some(7)),
            ("PageUp", Some(2), Some(0)),
            ("Home", Some(7), Some(0)),
            ("End", None, Some(9)),
            ("a", Some(1), None),
        ];
        for (key, at, expected) in cases {
            assert_eq!(target(key, at, 5, 10), expected, "{key} from {at:?}");
        }
        assert_eq!(target("End", None, 5, 0), None);
    }
}
