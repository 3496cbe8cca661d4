//! The help dialog: the keys.

use leptos::prelude::*;

use crate::keys::KEYS;
use crate::parts;
use crate::widgets::dialog::dialog as modal;

/// Lists the keys.
pub(super) fn dialog(open: RwSignal<bool>) -> AnyView {
    modal(open, "Keys", "max-w-md", parts::help)
}

/// What is in the dialog.
pub(crate) fn help_keys() -> AnyView {
    let rows = KEYS.map(|(keys, what)| {
        let caps = keys.split(' ').map(|key| view! { <kbd class="kbd kbd-sm">{key}</kbd> }.into_any());
        view! {
            <dt class="flex gap-1">{caps.collect::<Vec<_>>()}</dt>
            <dd>{what}</dd>
        }
        .into_any()
    });
    view! {
        <dl class="grid grid-cols-[max-content_1fr] items-center gap-x-4 gap-y-2">{Vec::from(rows)}</dl>
        <p class="mt-4 text-muted">"On a Mac, Cmd works as Ctrl."</p>
    }
    .into_any()
}
