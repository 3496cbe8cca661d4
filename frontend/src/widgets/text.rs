//! Text inputs.

use leptos::prelude::*;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, InputEvent};

use super::field::{Caption, Wiring, field};

/// How a text input looks and what it takes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    /// Shown while empty: what empty means, or an example.
    pub(crate) placeholder: &'static str,
    /// Fixed-width letters: names, paths, quantities.
    pub(crate) mono: bool,
    /// A number pad on phones.
    pub(crate) numeric: bool,
    /// Blanks before and after the text may be meant.
    pub(crate) blanks: bool,
}

impl Look {
    /// Fixed-width letters with a placeholder.
    pub(crate) const fn code(placeholder: &'static str) -> Self {
        Self { placeholder, mono: true, numeric: false, blanks: false }
    }

    /// The same, of which every blank is kept.
    pub(crate) const fn exact(placeholder: &'static str) -> Self {
        Self { placeholder, mono: true, numeric: false, blanks: true }
    }

    /// Digits with a placeholder.
    pub(crate) const fn number(placeholder: &'static str) -> Self {
        Self { placeholder, mono: true, numeric: true, blanks: false }
    }

    fn class(self) -> &'static str {
        match (self.mono, self.numeric) {
            (true, true) => "input w-full max-w-40 font-mono text-code",
            (true, false) => "input w-full font-mono text-code",
            (false, _) => "input w-full",
        }
    }
}

/// A labelled text input.
pub(crate) fn text_field(
    caption: Caption,
    look: Look,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    field(caption, move |wiring| input(wiring, None, look, value, change))
}

/// An input without a field around it, named by `label`.
pub(crate) fn bare_input(
    wiring: Wiring,
    label: String,
    look: Look,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    input(wiring, Some(label), look, value, change)
}

fn input(
    wiring: Wiring,
    label: Option<String>,
    look: Look,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    let Wiring { id, described_by, invalid } = wiring;
    let take = move |event: Event, left: bool| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let text = input.value();
        // While somebody types, a blank may be the beginning of more.
        let trims = !look.blanks && (left || is_pasted(&event));
        let kept = if trims { text.trim() } else { text.as_str() };
        if kept != text {
            input.set_value(kept);
        }
        if !left || kept != text {
            change.run(kept.to_owned());
        }
    };
    view! {
        <input
            id=(!id.is_empty()).then_some(id)
            type="text"
            class=look.class()
            class:input-error=invalid
            inputmode=look.numeric.then_some("numeric")
            placeholder=look.placeholder
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-label=label
            aria-describedby=move || described_by.get()
            aria-invalid=move || invalid.get().then_some("true")
            prop:value=move || value.get()
            on:input=move |event| take(event, false)
            on:change=move |event| take(event, true)
        />
    }
    .into_any()
}

fn is_pasted(event: &Event) -> bool {
    let kind = event.dyn_ref::<InputEvent>().map(InputEvent::input_type).unwrap_or_default();
    kind == "insertFromPaste" || kind == "insertFromDrop"
}
