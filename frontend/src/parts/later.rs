//! A view whose code may have to be fetched first.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use crate::browser::window;
use crate::widgets::button::{Weight, button};
use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;

type Coming<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Coming,
    There,
    Failed,
}

/// What `made` makes as soon as `loaded` has come, and `meanwhile` until then.
pub(super) fn later(loaded: Coming<()>, made: Coming<AnyView>, meanwhile: fn() -> AnyView) -> AnyView {
    let state = RwSignal::new(State::Coming);
    let view = StoredValue::new_local(None);
    // What the part makes lives as long as the place it is shown at, and finds the contexts of that place.
    let owner = Owner::new();
    let work = async move {
        let loaded = loaded.await;
        // Whoever has left the page in the meantime no longer has the contexts.
        if state.is_disposed() {
            return;
        }
        let made = match loaded {
            Ok(()) => made.await,
            Err(error) => Err(error),
        };
        state.try_set(match made {
            Ok(made) => {
                view.set_value(Some(made));
                State::There
            }
            Err(_) => State::Failed,
        });
    };
    spawn_local(ScopedFuture { owner: owner.clone(), observer: None, fut: work });
    (move || {
        // Dropping the owner would end everything the part has made.
        let _alive = &owner;
        match state.get() {
            State::Coming => meanwhile(),
            State::There => view.try_update_value(Option::take).flatten().into_any(),
            State::Failed => failed(),
        }
    })
    .into_any()
}

/// The skeleton of a page.
pub(super) fn page() -> AnyView {
    view! {
        <div class="page" role="status" aria-label="Loading the page">
            <div class="page-head">{skeleton::block("h-7 w-40")}</div>
            <div class="panel p-3">{skeleton::rows(12)}</div>
        </div>
    }
    .into_any()
}

/// The skeleton of a few fields.
pub(super) fn rows() -> AnyView {
    skeleton::rows(3)
}

/// Nothing: for what is small, and comes at once.
pub(super) fn nothing() -> AnyView {
    ().into_any()
}

fn failed() -> AnyView {
    let sentence = "This part of the console could not be fetched. The server may be away, or of another version by now.";
    let reload = button(Weight::Primary, None, "Reload the page", || {
        // Only fails where a page may not navigate itself.
        let _ = window().location().reload();
    });
    empty_state(Icon::Offline, "Not loaded", sentence, Some(reload))
}
