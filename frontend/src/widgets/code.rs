//! Code to read: numbered, coloured, folding lines, of which only the changed ones touch the page.

mod diff;
mod draw;
mod fold;
mod lines;
mod nodes;

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

pub(crate) use diff::pairs;
pub(crate) use fold::foldable;
pub(crate) use lines::{CodeLine, Lines, MOST_LINES, Sign};
use nodes::Nodes;

/// A line to mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Which line: its key.
    pub(crate) key: String,
    /// The class it gets.
    pub(crate) class: &'static str,
}

/// What a code view shows and says.
pub(crate) struct Code {
    /// Its name.
    pub(crate) label: Signal<String>,
    /// The lines.
    pub(crate) lines: Memo<Arc<Lines>>,
    /// Marked lines.
    pub(crate) marks: Signal<Vec<Mark>>,
    /// Keys of the lines that are folded.
    pub(crate) folded: RwSignal<Vec<String>>,
    /// Whether long lines are wrapped.
    pub(crate) wrap: Signal<bool>,
    /// Whether it is not current.
    pub(crate) stale: Signal<bool>,
    /// Called with the key of a line that is pressed.
    pub(crate) pick: Callback<String>,
    /// Key of the line that the pointer or the keyboard is on.
    pub(crate) pointed: RwSignal<Option<String>>,
}

/// The view. Arrow keys move between lines, left and right fold, Enter picks; where one is, `pointed` tells.
pub(crate) fn code(of: Code) -> AnyView {
    let Code { label, lines, marks, folded, wrap, stale, pick, pointed } = of;
    let node = NodeRef::<Div>::new();
    let nodes = StoredValue::new_local(Nodes::default());
    Effect::new(move |_| {
        let Some(parent) = node.get() else { return };
        let lines = lines.get();
        let folded = folded.get();
        let marks = marks.get();
        let name = label.get();
        nodes.update_value(|nodes| {
            nodes.show(&parent, &lines, name);
            nodes.fold(&folded);
            nodes.mark(&marks);
        });
    });
    let toggle = move |index: usize| {
        let key = nodes.with_value(|nodes| nodes.foldable_key(index));
        if let Some(key) = key {
            folded.update(|folded| match folded.iter().position(|of| *of == key) {
                Some(at) => drop(folded.remove(at)),
                None => folded.push(key),
            });
        }
    };
    let line_of = move |event: &Event| {
        let target: Element = event.target()?.dyn_into().ok()?;
        Some((nodes.with_value(|nodes| nodes.index_of(&target))?, target))
    };
    let point = move |index: Option<usize>| {
        let key = index.and_then(|index| nodes.with_value(|nodes| nodes.key(index)));
        if pointed.with_untracked(|old| *old != key) {
            pointed.set(key);
        }
    };
    let press = move |event: Event| {
        let Some((index, target)) = line_of(&event) else { return };
        if target.class_list().contains("gutter") {
            toggle(index);
        } else if !selects_text()
            && let Some(key) = nodes.with_value(|nodes| nodes.key(index))
        {
            pick.run(key);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let at = nodes.with_value(Nodes::active);
        let fold = |to: bool| {
            let is = nodes.with_value(|nodes| nodes.is_folded(at, &folded.get_untracked()));
            if is == Some(!to) {
                toggle(at);
            }
        };
        match event.key().as_str() {
            "ArrowDown" => nodes.update_value(|nodes| nodes.step(true)),
            "ArrowUp" => nodes.update_value(|nodes| nodes.step(false)),
            "ArrowLeft" => fold(true),
            "ArrowRight" => fold(false),
            "Enter" if !(event.ctrl_key() || event.meta_key()) => {
                if let Some(key) = nodes.with_value(|nodes| nodes.key(at)) {
                    pick.run(key);
                }
            }
            _ => return,
        }
        point(Some(nodes.with_value(Nodes::active)));
        event.prevent_default();
    };
    view! {
        <div
            node_ref=node
            class="yaml code"
            class:yaml-wrap=wrap
            class:yaml-stale=stale
            role="region"
            tabindex="0"
            aria-label=move || label.get()
            on:click=move |event| press(event.into())
            on:keydown=keydown
            on:mouseover=move |event| point(line_of(&event.into()).map(|(index, _)| index))
            on:mouseleave=move |_| point(None)
            on:focus=move |_| {
                nodes.update_value(|nodes| nodes.show_active(true));
                point(Some(nodes.with_value(Nodes::active)));
            }
            on:blur=move |_| {
                nodes.update_value(|nodes| nodes.show_active(false));
                point(None);
            }
        ></div>
    }
    .into_any()
}

/// What is said below a view that does not draw all `lines`; nothing when it does.
pub(crate) fn more(lines: Memo<Arc<Lines>>) -> AnyView {
    let more = Memo::new(move |_| lines.with(|lines| lines.more));
    let said = move || {
        let more = more.get();
        (more > 0).then(|| {
            let lines = if more == 1 { " more line" } else { " more lines" };
            let sentence = [&more.to_string(), lines, ": download to see them."].concat();
            view! { <p class="code-more" role="status">{sentence}</p> }.into_any()
        })
    };
    said.into_any()
}

/// A press that ends a selection is no pick.
fn selects_text() -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}
