//! A slider over whole numbers.

use leptos::prelude::*;

use super::field::{Caption, Wiring, field};

/// The ends and the step of a slider.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    /// Least value.
    pub(crate) min: u32,
    /// Greatest value.
    pub(crate) max: u32,
    /// Distance of two values.
    pub(crate) step: u32,
}

/// A labelled slider; `spoken` is the value in words, for screen readers.
pub(crate) fn slider_field(
    caption: Caption,
    range: Range,
    value: Signal<u32>,
    spoken: Signal<String>,
    change: Callback<u32>,
) -> AnyView {
    field(caption, move |wiring| {
        let Wiring { id, described_by, invalid } = wiring;
        view! {
            <input
                id=id
                type="range"
                class="range range-primary range-xs w-full"
                min=range.min.to_string()
                max=range.max.to_string()
                step=range.step.to_string()
                aria-valuetext=move || spoken.get()
                aria-describedby=move || described_by.get()
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    if let Ok(value) = event_target_value(&event).parse() {
                        change.run(value);
                    }
                }
            />
        }
        .into_any()
    })
}
