//! The pages, as icons and words.

use leptos::prelude::*;

use crate::route::{self, Route};
use crate::widgets::icon::{Icon, icon};

/// The navigation.
pub(super) fn rail() -> AnyView {
    view! {
        <nav class="frame-rail" aria-label="Pages">
            <a class="rail-mark" href="/" aria-label="Slipway">
                {mark()}
                <span class="rail-word text-base font-semibold">"Slipway"</span>
            </a>
            {item(Route::Configure, Icon::Configure, "Configure")}
            {item(Route::Instances, Icon::Instances, "Instances")}
            {item(Route::Images, Icon::Images, "Images")}
        </nav>
    }
    .into_any()
}

fn item(to: Route, sign: Icon, word: &'static str) -> AnyView {
    let current = route::current();
    let href = to.path();
    let is_here = Memo::new(move |_| current.with(|at| holds(&to, at)));
    view! {
        <a
            class="rail-item"
            href=href
            aria-label=word
            title=word
            aria-current=move || is_here.get().then_some("page")
        >
            {icon(sign, "size-5 shrink-0")}
            <span class="rail-word">{word}</span>
        </a>
    }
    .into_any()
}

/// Whether `at` belongs under the item `to`.
fn holds(to: &Route, at: &Route) -> bool {
    to == at
        || (matches!(at, Route::Instance(_) | Route::Edit(_)) && *to == Route::Instances)
        || (matches!(at, Route::Image(_)) && *to == Route::Images)
}

/// A hull on its slipway.
fn mark() -> AnyView {
    view! {
        <svg class="size-7 shrink-0 text-primary" viewBox="0 0 24 24" aria-hidden="true" fill="currentColor">
            <path d="M3 9.5h18l-2.4 5.2a2.4 2.4 0 0 1-2.2 1.4H7.6a2.4 2.4 0 0 1-2.2-1.4z"/>
            <path d="M8 4h3v4H8zM12.5 5.5h3.5V8h-3.5z" opacity=".75"/>
            <path d="M2 17.2 22 20v1.6L2 18.8z"/>
        </svg>
    }
    .into_any()
}
