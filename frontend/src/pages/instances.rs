//! Instances: every agent, live.

use leptos::prelude::*;

/// The page.
pub(crate) fn page() -> AnyView {
    view! { <h1 class="text-lg font-semibold">"Instances"</h1> }.into_any()
}
