//! Instance: one agent, live.

use leptos::prelude::*;

/// The page of the instance `name`.
pub(crate) fn page(name: String) -> AnyView {
    view! { <h1 class="text-lg font-semibold">{name}</h1> }.into_any()
}
