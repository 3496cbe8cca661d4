//! Always visible: Save, Discard, and whether the edits can be saved.

use leptos::prelude::*;
use slipway_core::finding::Severity;

use super::Editing;
use crate::keys::{self, Command};
use crate::live::live;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::button::{Weight, button, labelled};
use crate::widgets::icon::{Icon, icon};

/// The bar.
pub(super) fn bar(editing: Editing) -> AnyView {
    let live = live();
    keys::on(Command::Apply, move || editing.save());
    let blocked = Signal::derive(move || {
        !editing.dirty.get() || editing.form.has_errors() || live.obstacle().is_some()
    });
    let clean = Signal::derive(move || !editing.dirty.get());
    view! {
        <div class="bottom-bar" role="group" aria-label="Actions">
            <div class="bottom-bar-row">
                <div class="flex min-w-0 items-center gap-2" role="status" aria-label="State of the form">
                    {move || state(editing)}
                </div>
                <div class="ml-auto flex shrink-0 items-center gap-2">
                    {labelled(
                        Weight::Normal,
                        Some(Icon::Undo),
                        Signal::stored("Discard edits".to_owned()),
                        clean,
                        Signal::stored(false),
                        Box::new(move || editing.load_again()),
                    )}
                    {labelled(
                        Weight::Primary,
                        Some(Icon::Check),
                        Signal::stored("Save".to_owned()),
                        blocked,
                        editing.busy.into(),
                        Box::new(move || editing.save()),
                    )}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn state(editing: Editing) -> AnyView {
    let errors = editing.form.count(Severity::Error);
    if errors > 0 {
        let word = if errors == 1 {
            "1 error".to_owned()
        } else {
            [errors.to_string().as_str(), " errors"].concat()
        };
        return view! {
            <button type="button" class="cursor-pointer" on:click=move |_| editing.form.go_to_first_error()>
                {pill(Tone::Error, Icon::Error, word)}
            </button>
        }
        .into_any();
    }
    let live = editing.live;
    match (live.connected.get(), live.obstacle().is_none(), editing.dirty.get()) {
        (false, _, _) => pill(Tone::Warning, Icon::Offline, "no server; edits are kept here"),
        (true, false, _) => pill(Tone::Warning, Icon::Offline, "no cluster; edits are kept here"),
        (true, true, true) => pill(Tone::Info, Icon::Edit, "edited"),
        (true, true, false) => pill(Tone::Success, Icon::Success, "saved"),
    }
}

/// Says that somebody else saved in the meantime, and what can be done about it.
pub(super) fn conflict(editing: Editing) -> AnyView {
    let conflict = Memo::new(move |_| editing.newer.get().is_some_and(|newer| editing.conflicts(&newer)));
    (move || {
        conflict.get().then(|| {
            view! {
                <div class="notice notice-warning mb-3" role="status">
                    {icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}
                    <p class="min-w-0 grow">
                        "Somebody else saved other settings in the meantime. Yours cannot be saved over them: load again, then edit."
                    </p>
                    {button(Weight::Normal, Some(Icon::Restart), "Load again", move || editing.load_again())}
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}
