//! Buttons.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Icon, icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The one thing to do.
    Primary,
    /// One of several things.
    Normal,
    /// In a row of tools.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Normal => "btn",
            Self::Quiet => "btn btn-ghost",
            Self::Danger => "btn btn-error",
        }
    }
}

/// A button with a word, and an icon before it.
pub(crate) fn button(
    weight: Weight,
    sign: Option<Icon>,
    word: impl Into<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    let word: String = word.into();
    labelled(
        weight,
        sign,
        Signal::stored(word),
        Signal::stored(false),
        Signal::stored(false),
        Box::new(press),
    )
}

/// A button whose word changes and that shows its own progress while `busy`. While `blocked` it looks disabled, but
/// takes presses, so that it can say why.
pub(crate) fn labelled(
    weight: Weight,
    sign: Option<Icon>,
    word: Signal<String>,
    blocked: Signal<bool>,
    busy: Signal<bool>,
    press: Box<dyn Fn()>,
) -> AnyView {
    let shown = move || {
        if busy.get() {
            Some(icon(Icon::Loader, "size-4 animate-spin"))
        } else {
            sign.map(|sign| icon(sign, "size-4"))
        }
    };
    view! {
        <button
            type="button"
            class=weight.class()
            disabled=busy
            data-blocked=move || blocked.get().then_some("")
            aria-busy=move || busy.get().then_some("true")
            on:click=move |_| press()
        >
            {shown}
            <span class="truncate">{word}</span>
        </button>
    }
    .into_any()
}

/// A button that is only an icon; `label` is its name and its tooltip.
pub(crate) fn icon_button(sign: Icon, label: impl Into<String>, press: impl Fn() + 'static) -> AnyView {
    let label: String = label.into();
    let press: Box<dyn Fn()> = Box::new(press);
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-square"
            aria-label=label.clone()
            title=label
            on:click=move |_| press()
        >
            {icon(sign, "size-4.5")}
        </button>
    }
    .into_any()
}

/// The button under the list `list` that adds a row and goes to the control whose id `add` answers.
pub(crate) fn add_button(list: &str, word: impl Into<String>, add: impl Fn() -> String + 'static) -> AnyView {
    let word: String = word.into();
    let add: Box<dyn Fn() -> String> = Box::new(add);
    let press = move |_| focus_first(vec![add()]);
    view! {
        <button type="button" id=[list, "-add"].concat() class="btn btn-ghost btn-sm add-button" on:click=press>
            {icon(Icon::Plus, "size-4")}
            {word}
        </button>
    }
    .into_any()
}

/// Moves the focus to the first of `ids` that is on the page once it is drawn.
pub(crate) fn focus_first(ids: Vec<String>) {
    request_animation_frame(move || {
        let control = ids.iter().find_map(|id| document().get_element_by_id(id));
        if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = control.focus();
        }
    });
}
