//! Skeletons: the final size of what is still loading.

use leptos::prelude::*;

/// `count` rows of the height of a table's row.
pub(crate) fn rows(count: usize) -> AnyView {
    let row = || view! { <span class="skeleton-block my-2 h-5 w-full"></span> }.into_any();
    view! { <div aria-hidden="true">{std::iter::repeat_with(row).take(count).collect::<Vec<_>>()}</div> }
        .into_any()
}

/// One block of the size of `class`.
pub(crate) fn block(class: &'static str) -> AnyView {
    view! { <span class=["skeleton-block ", class].concat() aria-hidden="true"></span> }.into_any()
}
