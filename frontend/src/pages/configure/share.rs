//! The share link: the whole form in the address, and no secret.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::clipboard;
use crate::form::Form;
use crate::parts;
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button};
use crate::widgets::dialog::dialog as modal;
use crate::widgets::icon::Icon;
use crate::widgets::toast::toasts;

/// The dialog with the link.
pub(super) fn dialog(form: Form, open: RwSignal<bool>) -> AnyView {
    modal(open, "Share this configuration", "max-w-lg", move || parts::share(form, open))
}

/// What is in the dialog.
pub(crate) fn share(form: Form, open: RwSignal<bool>) -> AnyView {
    let toasts = toasts();
    let link = form.share_link();
    let input = NodeRef::<Input>::new();
    let copied = link.clone();
    let copy = move || {
        let link = copied.clone();
        if let Some(input) = input.get_untracked() {
            input.select();
        }
        spawn_local(async move {
            if clipboard::copy(&link).await {
                open.set(false);
                toasts.show(Tone::Success, "The link is on the clipboard.");
            } else {
                toasts.show(
                    Tone::Error,
                    "The browser does not allow copying here. The link is selected: copy it by hand.",
                );
            }
        });
    };
    view! {
        <p class="mb-3">
            "Whoever opens the link gets the form filled like this. Nothing is applied, no secret is in it, and it does not pass through any server's log."
        </p>
        <div class="flex gap-2">
            <input
                node_ref=input
                class="input w-full font-mono text-code"
                aria-label="Link"
                readonly=true
                prop:value=link.clone()
                on:focus=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.select();
                    }
                }
            />
            {button(Weight::Primary, Some(Icon::Copy), "Copy link", copy)}
        </div>
        <p class="mt-2 text-xs text-muted">{[&link.len().to_string(), " characters"].concat()}</p>
    }
    .into_any()
}
