//! A switch: on or off.

use leptos::prelude::*;

use super::field::{Caption, below};

/// A labelled switch; the label stands beside it.
pub(crate) fn switch_field(caption: Caption, value: Signal<bool>, change: Callback<bool>) -> AnyView {
    let wiring = caption.wiring();
    let (id, label) = (caption.id.clone(), caption.label.clone());
    view! {
        <div class="field">
            <label class="flex w-fit cursor-pointer items-center gap-2">
                <input
                    id=id
                    type="checkbox"
                    role="switch"
                    class="toggle toggle-primary toggle-sm"
                    aria-describedby=move || wiring.described_by.get()
                    prop:checked=move || value.get()
                    on:change=move |event| change.run(event_target_checked(&event))
                />
                <span>{label}</span>
            </label>
            {below(&caption)}
        </div>
    }
    .into_any()
}
