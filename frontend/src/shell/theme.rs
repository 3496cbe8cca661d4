//! Light or dark: the user's choice, else the system's. `boot/theme.ts` sets a stored choice before the first paint.

use leptos::prelude::*;

use crate::browser::{storage, window};
use crate::widgets::icon::{Icon, icon};

const KEY: &str = "slipway.theme";

/// Whether the console is dark.
#[derive(Clone, Copy)]
pub(crate) struct Theme {
    /// Dark, else light.
    pub(crate) dark: RwSignal<bool>,
}

/// Makes the theme known, for what cannot follow the style sheet (the overlay editor).
pub(crate) fn provide() {
    let dark = match storage::load(KEY).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => system_is_dark(),
    };
    provide_context(Theme { dark: RwSignal::new(dark) });
}

fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// The button that changes the theme and keeps the choice.
pub(super) fn toggle() -> AnyView {
    let Theme { dark } = expect_context();
    let label = move || if dark.get() { "Switch to the light theme" } else { "Switch to the dark theme" };
    let press = move |_| {
        dark.update(|dark| *dark = !*dark);
        choose(if dark.get_untracked() { "dark" } else { "light" });
    };
    view! {
        <button type="button" class="btn btn-ghost btn-square" aria-label=label title=label on:click=press>
            {move || icon(if dark.get() { Icon::Sun } else { Icon::Moon }, "size-4.5")}
        </button>
    }
    .into_any()
}

fn choose(theme: &str) {
    storage::save(KEY, theme);
    if let Some(root) = window().document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", &["slipway-", theme].concat());
    }
}
