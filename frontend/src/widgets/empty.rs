//! Empty states: they teach what will be here, with one button to get there.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A sign, a title, a sentence, and the way out.
pub(crate) fn empty_state(
    sign: Icon,
    title: impl Into<String>,
    sentence: impl Into<String>,
    action: Option<AnyView>,
) -> AnyView {
    let (title, sentence): (String, String) = (title.into(), sentence.into());
    view! {
        <div class="mx-auto flex max-w-md flex-col items-center gap-2 py-16 text-center">
            {icon(sign, "mb-2 size-8 text-muted")}
            <h2 class="text-base font-semibold">{title}</h2>
            <p class="text-muted">{sentence}</p>
            <div class="mt-3">{action}</div>
        </div>
    }
    .into_any()
}
