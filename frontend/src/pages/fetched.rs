//! What a page asks the server for beside the live stream, asked for again when it may have changed.

use std::time::Duration;

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use slipway_core::api::Problem;
use wasm_bindgen_futures::spawn_local;

use crate::client;
use crate::widgets::button::{Weight, button};
use crate::widgets::icon::{Icon, icon};

/// The answer, and what went wrong with the last question. Both: an old answer.
pub(crate) struct Fetched<T: Send + Sync + 'static> {
    /// The last answer.
    pub(crate) value: RwSignal<Option<T>>,
    /// Why there is no newer one.
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// Asks once more.
    ask: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

/// Asks for `path` now, at every `change`, and every so often while the page is seen. One question at a time.
pub(crate) fn fetched<T>(path: String, change: Signal<()>, every: Option<Duration>) -> Fetched<T>
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let (value, problem) = (RwSignal::new(None), RwSignal::new(None));
    let asking = StoredValue::new(false);
    let again = StoredValue::new(false);
    let ask = move || {
        // A change during a question may not be in its answer.
        if asking.get_value() {
            again.set_value(true);
            return;
        }
        asking.set_value(true);
        let path = path.clone();
        spawn_local(async move {
            loop {
                take(value, problem, client::get(&path).await);
                if again.try_get_value() != Some(true) {
                    break;
                }
                again.set_value(false);
            }
            asking.try_set_value(false);
        });
    };
    let ask = Callback::new(move |()| ask());
    Effect::new(move |_| {
        change.track();
        untrack(|| ask.run(()));
    });
    if let Some(every) = every {
        let tick = move || {
            if !document().hidden() {
                ask.run(());
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, every) {
            on_cleanup(move || handle.clear());
        }
    }
    Fetched { value, problem, ask }
}

/// The page may be gone by the time of the answer.
fn take<T: PartialEq + Send + Sync + 'static>(
    value: RwSignal<Option<T>>,
    problem: RwSignal<Option<Problem>>,
    answer: Result<T, Problem>,
) {
    match answer {
        Ok(new) => {
            if value.try_with_untracked(|old| old.as_ref() != Some(&new)) == Some(true) {
                value.try_set(Some(new));
            }
            if problem.try_with_untracked(Option::is_some) == Some(true) {
                problem.try_set(None);
            }
        }
        Err(new) => {
            if problem.try_with_untracked(|old| old.as_ref() != Some(&new)) == Some(true) {
                problem.try_set(Some(new));
            }
        }
    }
}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// A problem where its answer would be, with a press that asks once more when that may help.
    pub(crate) fn note(self, problem: &Problem) -> AnyView {
        let again = client::may_pass(problem)
            .then(|| button(Weight::Normal, Some(Icon::Restart), "Try again", move || self.ask.run(())));
        note(problem, again)
    }
}

/// A problem where its answer would be.
pub(crate) fn problem_note(problem: &Problem) -> AnyView {
    note(problem, None)
}

fn note(problem: &Problem, press: Option<AnyView>) -> AnyView {
    view! {
        <div class="notice notice-error" role="alert">
            {icon(Icon::Error, "mt-0.5 size-4 shrink-0")}
            <p class="min-w-0 grow break-words">{client::sentence(problem)}</p>
            {press}
        </div>
    }
    .into_any()
}
