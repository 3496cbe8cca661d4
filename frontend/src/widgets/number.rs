//! Whole numbers, typed as digits.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::field::{Caption, Wiring, field};

/// A labelled input of digits. `change` answers whether it took the number; what it did not take is not shown.
pub(crate) fn number_field(
    caption: Caption,
    placeholder: &'static str,
    value: Signal<Option<u64>>,
    change: Callback<Option<u64>, bool>,
) -> AnyView {
    let text = Signal::derive(move || value.get().map(|number| number.to_string()).unwrap_or_default());
    let input = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let digits: String = input.value().chars().filter(char::is_ascii_digit).collect();
        let number = if digits.is_empty() { Ok(None) } else { digits.parse().map(Some) };
        if !number.is_ok_and(|number| change.run(number)) || digits != input.value() {
            input.set_value(&text.get_untracked());
        }
    };
    field(caption, move |wiring| {
        let Wiring { id, described_by, invalid } = wiring;
        view! {
            <input
                id=id
                type="text"
                inputmode="numeric"
                class="input w-full max-w-40 font-mono text-code"
                class:input-error=invalid
                placeholder=placeholder
                autocomplete="off"
                aria-describedby=move || described_by.get()
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=move || text.get()
                on:input=input
            />
        }
        .into_any()
    })
}
