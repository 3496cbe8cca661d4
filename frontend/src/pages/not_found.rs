//! An address that is no page.

use leptos::prelude::*;

use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;

/// Says that `path` is no page, and where to go.
pub(crate) fn page(path: &str) -> AnyView {
    let sentence = ["There is no page at ", path, "."].concat();
    let go = view! { <a class="btn btn-primary btn-sm" href="/">"Go to Configure"</a> }.into_any();
    empty_state(Icon::Search, "Page not found", sentence, Some(go))
}
