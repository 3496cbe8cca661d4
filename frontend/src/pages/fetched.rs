//! What a page asks the server for beside the live stream, asked for again when it may have changed.

use std::time::Duration;

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use slipway_core::api::Problem;
use wasm_bindgen_futures::spawn_local;

use crate::client;
use crate::widgets::icon::{Icon, icon};

/// The answer, and what went wrong with the last question. Both: an old answer.
pub(crate) struct Fetched<T: Send + Sync + 'static> {
    /// The last answer.
    pub(crate) value: RwSignal<Option<T>>,
    /// Why there is no newer one.
    pub(crate) problem: RwSignal<Option<Problem>>,
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
    let fetched = Fetched { value: RwSignal::new(None), problem: RwSignal::new(None) };
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
                take(fetched, client::get(&path).await);
                if again.try_get_value() != Some(true) {
                    break;
                }
                again.set_value(false);
            }
            asking.try_set_value(false);
        });
    };
    let first = ask.clone();
    Effect::new(move |_| {
        change.track();
        first();
    });
    if let Some(every) = every {
        let tick = move || {
            if !document().hidden() {
                ask();
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, every) {
            on_cleanup(move || handle.clear());
        }
    }
    fetched
}

/// The page may be gone by the time of the answer.
fn take<T: PartialEq + Send + Sync + 'static>(fetched: Fetched<T>, answer: Result<T, Problem>) {
    match answer {
        Ok(value) => {
            let is_new = fetched.value.try_with_untracked(|old| old.as_ref() != Some(&value));
            if is_new == Some(true) {
                fetched.value.try_set(Some(value));
            }
            if fetched.problem.try_with_untracked(Option::is_some) == Some(true) {
                fetched.problem.try_set(None);
            }
        }
        Err(problem) => {
            if fetched.problem.try_with_untracked(|old| old.as_ref() != Some(&problem)) == Some(true) {
                fetched.problem.try_set(Some(problem));
            }
        }
    }
}

/// A problem where its answer would be.
pub(crate) fn problem_note(problem: &Problem) -> AnyView {
    view! {
        <div class="notice notice-error" role="alert">
            {icon(Icon::Error, "mt-0.5 size-4 shrink-0")}
            <p class="min-w-0 grow break-words">{client::sentence(problem)}</p>
        </div>
    }
    .into_any()
}
