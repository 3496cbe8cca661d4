//! Deleting an image: refused while it is used, with what uses it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::list::users_of;
use crate::client;
use crate::live::{LiveState, live};
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button, labelled};
use crate::widgets::dialog::dialog;
use crate::widgets::toast::{Toasts, toasts};

/// The question. A handle.
#[derive(Clone, Copy)]
pub(super) struct Delete {
    open: RwSignal<bool>,
    asked: StoredValue<(String, Vec<String>)>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
    toasts: Toasts,
    live: LiveState,
}

impl Delete {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            asked: StoredValue::new((String::new(), Vec::new())),
            busy: RwSignal::new(false),
            refusal: RwSignal::new(None),
            toasts: toasts(),
            live: live(),
        }
    }

    /// Asks about the image `name`, which `users` use.
    pub(super) fn ask(self, name: String, users: Vec<String>) {
        self.asked.set_value((name, users));
        self.refusal.set(None);
        self.open.set(true);
    }

    fn send(self, name: String) {
        if let Some(reason) = untrack(|| self.live.obstacle()) {
            self.refusal.set(Some(reason.to_owned()));
            return;
        }
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            match client::command("DELETE", &["/images/", &client::escape(&name)].concat()).await {
                Ok(()) => {
                    self.open.try_set(false);
                    self.toasts.show(Tone::Success, ["Deleted image ", &name, "."].concat());
                }
                Err(problem) => drop(self.refusal.try_set(Some(client::sentence(&problem)))),
            }
            self.busy.try_set(false);
        });
    }
}

/// Where it asks.
pub(super) fn dialog_of(delete: Delete) -> AnyView {
    dialog(delete.open, "Delete an image", "max-w-lg", move || {
        let (name, users) = delete.asked.get_value();
        if users.is_empty() { unused(delete, name) } else { used(delete, &name, &users) }
    })
}

fn used(delete: Delete, name: &str, users: &[String]) -> AnyView {
    let lead = ["Image ", name, " cannot be deleted, because instances use it:"].concat();
    view! {
        <p>{lead}</p>
        <p class="my-3">{users_of(users)}</p>
        <p class="text-muted">"Purge them, or give them another image, then it can go."</p>
        <div class="mt-4 flex justify-end">{button(Weight::Normal, None, "Close", move || delete.open.set(false))}</div>
    }
    .into_any()
}

fn unused(delete: Delete, name: String) -> AnyView {
    let lead = ["Image ", &name, " and its settings go for good. No instance uses it."].concat();
    let word = Signal::stored(["Delete ", &name].concat());
    let refusal = move || {
        delete.refusal.get().map(|sentence| view! { <p class="mt-2 text-error" role="alert">{sentence}</p> })
    };
    view! {
        <p>{lead}</p>
        {refusal}
        <div class="mt-4 flex flex-wrap justify-end gap-2">
            {button(Weight::Normal, None, "Cancel", move || delete.open.set(false))}
            {labelled(
                Weight::Danger,
                None,
                word,
                Signal::derive(move || delete.live.obstacle().is_some()),
                delete.busy.into(),
                Box::new(move || delete.send(name.clone())),
            )}
        </div>
    }
    .into_any()
}
