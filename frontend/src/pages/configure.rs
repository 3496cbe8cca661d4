//! Configure: form left, live YAML right.

use leptos::prelude::*;

/// The page.
pub(crate) fn page() -> AnyView {
    view! { <h1 class="text-lg font-semibold">"Configure"</h1> }.into_any()
}
