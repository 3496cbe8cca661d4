//! Toasts: they report results, one sentence each, and may offer to take them back.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::badge::Tone;
use super::button::icon_button;
use super::icon::{Icon, icon};

/// One report.
#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    sentence: String,
    action: Option<(String, Press)>,
}

/// What a press does. No callback of Leptos: that would end with the view it was made in, and a toast outlives it.
type Press = Arc<dyn Fn() + Send + Sync>;

/// Where toasts are shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    all: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

/// Makes [`Toasts`] known to every page.
pub(crate) fn provide() {
    provide_context(Toasts { all: RwSignal::new(Vec::new()), last_id: StoredValue::new(0) });
}

/// The toasts, to be taken while a view is built (event handlers have no context).
pub(crate) fn toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// Reports `sentence`.
    pub(crate) fn show(self, tone: Tone, sentence: impl Into<String>) {
        self.push(tone, sentence.into(), None);
    }

    /// Reports `sentence` and offers `action`, e.g. `Undo`.
    pub(crate) fn offer(self, tone: Tone, sentence: impl Into<String>, label: &str, action: Press) {
        self.push(tone, sentence.into(), Some((label.to_owned(), action)));
    }

    fn push(self, tone: Tone, sentence: String, action: Option<(String, Press)>) {
        let id = self.last_id.get_value() + 1;
        self.last_id.set_value(id);
        let lasting = Duration::from_secs(if action.is_some() { 12 } else { 6 });
        self.all.update(|all| {
            // What was reported before may no longer be so; errors stay until they are read.
            all.retain(|toast| toast.tone == Tone::Error && toast.sentence != sentence);
            all.push(Toast { id, tone, sentence, action });
            let surplus = all.len().saturating_sub(3);
            all.drain(..surplus);
        });
        // An error stays until it is read.
        if tone != Tone::Error {
            set_timeout(move || self.remove(id), lasting);
        }
    }

    fn remove(self, id: u32) {
        self.all.try_update(|all| all.retain(|toast| toast.id != id));
    }
}

/// Where the toasts appear: over the page, read out when they come.
pub(crate) fn region() -> AnyView {
    let toasts = toasts();
    view! {
        <div class="toast-region" role="status" aria-live="polite">
            <For each=move || toasts.all.get() key=|toast| toast.id children=move |toast| one(toasts, toast)/>
        </div>
    }
    .into_any()
}

fn one(toasts: Toasts, toast: Toast) -> AnyView {
    let Toast { id, tone, sentence, action } = toast;
    let action = action.map(|(label, action)| {
        let press = move |_| {
            toasts.remove(id);
            action();
        };
        view! { <button type="button" class="btn btn-sm" on:click=press>{label}</button> }.into_any()
    });
    view! {
        <div class="toast-card">
            <span class=tone.text()>{icon(tone.icon(), "size-4.5 shrink-0")}</span>
            <span class="min-w-0 grow">{sentence}</span>
            {action}
            {icon_button(Icon::Close, "Dismiss", move || toasts.remove(id))}
        </div>
    }
    .into_any()
}
