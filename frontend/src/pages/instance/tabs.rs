//! The tabs under the head; the one that is open is part of the address.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{View, events, logs, manifests, overview};
use crate::route;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Logs,
    Events,
    Yaml,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Overview, Self::Logs, Self::Events, Self::Yaml];

    fn word(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Logs => "Logs",
            Self::Events => "Events",
            Self::Yaml => "YAML",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Logs => "logs",
            Self::Events => "events",
            Self::Yaml => "yaml",
        }
    }

    fn id(self) -> String {
        ["tab-", self.key()].concat()
    }

    fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.key() == key).unwrap_or(Self::Overview)
    }
}

/// The tabs and what the open one shows.
pub(super) fn tabs(view: View) -> AnyView {
    let query = route::query();
    let open = Memo::new(move |_| query.with(|query| Tab::from_key(query.get("tab"))));
    let edit = route::query_editor();
    let choose = move |tab: Tab| {
        edit(&|query| query.set("tab", if tab == Tab::Overview { "" } else { tab.key() }));
    };
    let panel = move || match open.get() {
        Tab::Overview => overview::overview(view),
        Tab::Logs => logs::logs(view),
        Tab::Events => events::events(view),
        Tab::Yaml => manifests::manifests(view),
    };
    view! {
        <div class="flex min-h-0 flex-col gap-3">
            <div class="tab-list" role="tablist" aria-label="Details">
                {Tab::ALL.map(|tab| tab_button(tab, open, choose))}
            </div>
            <div id="tab-panel" role="tabpanel" aria-labelledby=move || open.get().id()>{panel}</div>
        </div>
    }
    .into_any()
}

fn tab_button(tab: Tab, open: Memo<Tab>, choose: impl Fn(Tab) + Copy + 'static) -> AnyView {
    let selected = move || open.get() == tab;
    let keydown = move |event: KeyboardEvent| {
        if let Some(next) = neighbour(tab, &event.key()) {
            event.prevent_default();
            choose(next);
            let button = document().get_element_by_id(&next.id());
            if let Some(button) = button.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                let _ = button.focus();
            }
        }
    };
    view! {
        <button
            type="button"
            id=tab.id()
            class="tab-button"
            role="tab"
            aria-selected=move || selected().to_string()
            aria-controls="tab-panel"
            tabindex=move || if selected() { "0" } else { "-1" }
            on:click=move |_| choose(tab)
            on:keydown=keydown
        >
            {tab.word()}
        </button>
    }
    .into_any()
}

/// The tab an arrow key leads to, around the ends.
fn neighbour(tab: Tab, key: &str) -> Option<Tab> {
    let count = Tab::ALL.len();
    let at = Tab::ALL.iter().position(|of| *of == tab)?;
    let next = match key {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    Tab::ALL.get(next).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around() {
        let key = |tab: Tab, key: &str| neighbour(tab, key).map(Tab::key);
        assert_eq!(key(Tab::Yaml, "ArrowRight"), Some("overview"));
        assert_eq!(key(Tab::Overview, "ArrowLeft"), Some("yaml"));
        assert_eq!(key(Tab::Logs, "End"), Some("yaml"));
        assert_eq!(key(Tab::Logs, "x"), None);
    }

    #[test]
    fn an_unknown_tab_is_the_overview() {
        assert_eq!(Tab::from_key("nothing").key(), "overview");
        assert_eq!(Tab::from_key("logs").key(), "logs");
    }
}
