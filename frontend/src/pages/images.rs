//! Images: what agents run.

use leptos::prelude::*;

/// The page.
pub(crate) fn page() -> AnyView {
    view! { <h1 class="text-lg font-semibold">"Images"</h1> }.into_any()
}

/// The page of the image `name`.
pub(crate) fn editor_page(name: String) -> AnyView {
    view! { <h1 class="text-lg font-semibold">{name}</h1> }.into_any()
}
