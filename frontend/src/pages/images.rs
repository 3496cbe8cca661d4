//! Images: what agents run.

use leptos::prelude::*;

/// The page.
pub(crate) fn page() -> AnyView {
    view! { <h1 class="text-lg font-semibold">"Images"</h1> }.into_any()
}
