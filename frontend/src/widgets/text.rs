//! Text inputs.

use leptos::prelude::*;

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
}

impl Look {
    /// Fixed-width letters with a placeholder.
    pub(crate) const fn code(placeholder: &'static str) -> Self {
        Self { placeholder, mono: true, numeric: false }
    }

    /// Digits with a placeholder.
    pub(crate) const fn number(placeholder: &'static str) -> Self {
        Self { placeholder, mono: true, numeric: true }
    }
}

/// A labelled text input.
pub(crate) fn text_field(
    caption: Caption,
    look: Look,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    field(caption, move |wiring| text_input(wiring, look, value, change))
}

/// The input alone.
pub(crate) fn text_input(
    wiring: Wiring,
    look: Look,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    let Wiring { id, described_by, invalid } = wiring;
    view! {
        <input
            id=id
            type="text"
            class=if look.mono { "input w-full font-mono text-code" } else { "input w-full" }
            class:input-error=invalid
            inputmode=look.numeric.then_some("numeric")
            placeholder=look.placeholder
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-describedby=move || described_by.get()
            aria-invalid=move || invalid.get().then_some("true")
            prop:value=move || value.get()
            on:input=move |event| change.run(event_target_value(&event))
        />
    }
    .into_any()
}

/// An input without a field around it, named by `label`.
pub(crate) fn bare_input(
    id: String,
    label: String,
    look: Look,
    invalid: Signal<bool>,
    value: Signal<String>,
    change: Callback<String>,
) -> AnyView {
    view! {
        <input
            id=(!id.is_empty()).then_some(id)
            type="text"
            class=if look.mono { "input w-full font-mono text-code" } else { "input w-full" }
            class:input-error=invalid
            placeholder=look.placeholder
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-label=label
            aria-invalid=move || invalid.get().then_some("true")
            prop:value=move || value.get()
            on:input=move |event| change.run(event_target_value(&event))
        />
    }
    .into_any()
}
