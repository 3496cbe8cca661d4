//! The lines in the document. Written by hand, because thousands of lines come in bursts: one element each, its
//! content only ever text nodes.

use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, Node};

use super::buffer::{Buffer, Change};
use super::text::hits;

/// The box of lines and what it shows. A handle.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// The box that scrolls.
    pub(super) node: NodeRef<html::Div>,
    buffer: StoredValue<Buffer>,
    /// What has come since the last frame.
    waiting: StoredValue<String>,
    /// What is searched for.
    pub(super) needle: RwSignal<String>,
    /// How many lines have it.
    pub(super) found: RwSignal<usize>,
    /// Which of them is looked at, from 0.
    pub(super) at: RwSignal<Option<usize>>,
    /// Whether the end stays in sight.
    pub(super) follow: RwSignal<bool>,
    /// Whether there is any line.
    pub(super) is_empty: RwSignal<bool>,
}

impl Screen {
    pub(super) fn new() -> Self {
        Self {
            node: NodeRef::new(),
            buffer: StoredValue::new(Buffer::default()),
            waiting: StoredValue::new(String::new()),
            needle: RwSignal::new(String::new()),
            found: RwSignal::new(0),
            at: RwSignal::new(None),
            follow: RwSignal::new(true),
            is_empty: RwSignal::new(true),
        }
    }

    /// Empties it.
    pub(super) fn clear(self) {
        self.buffer.set_value(Buffer::default());
        self.waiting.set_value(String::new());
        if let Some(node) = self.node.get_untracked() {
            node.set_text_content(None);
        }
        self.found.set(0);
        self.at.set(None);
        self.is_empty.set(true);
    }

    /// Takes the next piece of the log; it is on screen with the next frame.
    pub(super) fn push(self, text: &str) {
        if text.is_empty() {
            return;
        }
        let asked = self.waiting.try_update_value(|waiting| {
            let asked = !waiting.is_empty();
            waiting.push_str(text);
            asked
        });
        if asked != Some(false) {
            return;
        }
        if document().hidden() {
            // A page nobody sees gets no frames, and must not gather text without end.
            self.flush();
        } else {
            request_animation_frame(move || self.flush());
        }
    }

    fn flush(self) {
        let Some(text) = self.waiting.try_update_value(std::mem::take) else { return };
        let Some(change) = self.buffer.try_update_value(|buffer| buffer.push(&text)) else { return };
        self.is_empty.set(self.buffer.with_value(|buffer| buffer.len() == 0));
        let Some(node) = self.node.get_untracked() else { return };
        self.draw(&node, change);
        if self.follow.get_untracked() {
            node.set_scroll_top(node.scroll_height());
        }
        if !self.needle.with_untracked(String::is_empty) {
            self.count(&node);
        }
    }

    fn draw(self, node: &Element, change: Change) {
        let Change { replaced, added, removed } = change;
        if replaced && let Some(last) = node.last_child() {
            let _ = node.remove_child(&last);
        }
        let needle = self.needle.get_untracked();
        for line in added {
            if let Some(element) = line_element() {
                fill(&element, &line, &needle);
                let _ = node.append_child(&element);
            }
        }
        for _ in 0..removed {
            if let Some(first) = node.first_child() {
                let _ = node.remove_child(&first);
            }
        }
    }

    /// Searches for `needle` in all lines.
    pub(super) fn search(self, needle: String) {
        let before = self.needle.get_untracked();
        self.needle.set(needle.clone());
        self.at.set(None);
        let Some(node) = self.node.get_untracked() else { return };
        let mut child = node.first_element_child();
        self.buffer.with_value(|buffer| {
            for line in buffer.lines() {
                let Some(element) = child.take() else { return };
                if !hits(line, &before).is_empty() || !hits(line, &needle).is_empty() {
                    fill(&element, line, &needle);
                }
                child = element.next_element_sibling();
            }
        });
        self.count(&node);
        self.step(true);
    }

    /// Goes to the next line that was found, or the one before, around the ends.
    pub(super) fn step(self, forward: bool) {
        let Some(node) = self.node.get_untracked() else { return };
        let total = self.count(&node);
        if total == 0 {
            self.at.set(None);
            return;
        }
        let next = match (self.at.get_untracked(), forward) {
            (None, true) => 0,
            (None, false) => total - 1,
            (Some(at), true) => (at + 1) % total,
            (Some(at), false) => (at.min(total) + total - 1) % total,
        };
        self.at.set(Some(next));
        self.follow.set(false);
        self.show(&node, next);
    }

    fn show(self, node: &Element, index: usize) {
        let Ok(found) = node.query_selector_all(".log-hit") else { return };
        for at in 0..found.length() {
            let Some(line) = found.item(at).and_then(as_element) else { continue };
            let is_current = usize::try_from(at) == Ok(index);
            let _ = line.class_list().toggle_with_force("log-current", is_current);
            if is_current {
                line.scroll_into_view_with_scroll_into_view_options(&nearest());
            }
        }
    }

    fn count(self, node: &Element) -> usize {
        let found = node.query_selector_all(".log-hit").map_or(0, |found| found.length());
        let found = usize::try_from(found).unwrap_or_default();
        self.found.set(found);
        found
    }

    /// Shows the end and stays there.
    pub(super) fn to_end(self) {
        self.follow.set(true);
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_top(node.scroll_height());
        }
    }

    /// After a scroll by the reader: away from the end means to stop following, back at the end to follow again.
    pub(super) fn scrolled(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let at_end = node.scroll_height() - node.scroll_top() - node.client_height() < 24;
        if self.follow.get_untracked() != at_end {
            self.follow.set(at_end);
        }
    }
}

fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options
}

fn as_element(node: Node) -> Option<Element> {
    use wasm_bindgen::JsCast;
    node.dyn_into().ok()
}

fn line_element() -> Option<Element> {
    let element = document().create_element("div").ok()?;
    element.set_class_name("log-line");
    Some(element)
}

/// Writes `line` into `element`, with what was searched for marked.
fn fill(element: &Element, line: &str, needle: &str) {
    let hits = hits(line, needle);
    element.set_class_name(if hits.is_empty() { "log-line" } else { "log-line log-hit" });
    if hits.is_empty() {
        // A line of no height could not be seen to be there.
        element.set_text_content(Some(if line.is_empty() { "\u{a0}" } else { line }));
        return;
    }
    element.set_text_content(None);
    let mut end = 0;
    for hit in hits {
        append_text(element, line.get(end..hit.start));
        if let Ok(mark) = document().create_element("mark") {
            mark.set_text_content(line.get(hit.clone()));
            let _ = element.append_child(&mark);
        }
        end = hit.end;
    }
    append_text(element, line.get(end..));
}

fn append_text(element: &Element, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        let _ = element.append_child(&document().create_text_node(text));
    }
}
