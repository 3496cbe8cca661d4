//! One of several: a select for many, segments for few. Choices are told by their index.

use leptos::prelude::*;

use super::field::{Caption, Wiring, field, group};

/// A labelled select.
pub(crate) fn select_field(
    caption: Caption,
    options: Vec<String>,
    value: Signal<usize>,
    change: Callback<usize>,
) -> AnyView {
    field(caption, move |wiring| select(wiring, options, value, change))
}

/// The select alone.
pub(crate) fn select(
    wiring: Wiring,
    options: Vec<String>,
    value: Signal<usize>,
    change: Callback<usize>,
) -> AnyView {
    let Wiring { id, described_by, invalid } = wiring;
    view! {
        <select
            id=id
            class="select w-full"
            class:select-error=invalid
            aria-describedby=move || described_by.get()
            aria-invalid=move || invalid.get().then_some("true")
            on:change=move |event| change.run(event_target_value(&event).parse().unwrap_or_default())
        >
            {choices(options, value)}
        </select>
    }
    .into_any()
}

/// A select without a field around it, named by `label`.
pub(crate) fn bare_select(
    label: String,
    options: Vec<String>,
    value: Signal<usize>,
    change: Callback<usize>,
) -> AnyView {
    view! {
        <select
            class="select w-full"
            aria-label=label
            on:change=move |event| change.run(event_target_value(&event).parse().unwrap_or_default())
        >
            {choices(options, value)}
        </select>
    }
    .into_any()
}

fn choices(options: Vec<String>, value: Signal<usize>) -> Vec<AnyView> {
    let choice = |(index, label): (usize, String)| {
        view! { <option value=index.to_string() prop:selected=move || value.get() == index>{label}</option> }
            .into_any()
    };
    options.into_iter().enumerate().map(choice).collect()
}

/// A labelled row of segments: radio buttons that look like one control.
pub(crate) fn segmented_field(
    caption: Caption,
    options: Vec<String>,
    value: Signal<usize>,
    change: Callback<usize>,
) -> AnyView {
    group(caption, move |wiring| {
        let name = [&wiring.id, "-choice"].concat();
        segments(&name, options, value, change)
    })
}

/// The segments alone; `name` is the radio group's and must be unique.
pub(crate) fn segments(
    name: &str,
    options: Vec<String>,
    value: Signal<usize>,
    change: Callback<usize>,
) -> AnyView {
    let segment = |(index, label): (usize, String)| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    class="sr-only"
                    name=name.to_owned()
                    prop:checked=move || value.get() == index
                    on:change=move |_| change.run(index)
                />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    let segments: Vec<_> = options.into_iter().enumerate().map(segment).collect();
    view! { <div class="segments">{segments}</div> }.into_any()
}
