//! Above the list: the filter, or what to do with what is chosen.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::bulk;
use super::list::List;
use crate::keys::{self, Command};
use crate::lifecycle::Group;
use crate::widgets::icon::{Icon, icon};

/// The filter; beside it the states, or the actions while something is chosen. One line, always of the same height.
pub(super) fn toolbar(list: List) -> AnyView {
    let chosen = Memo::new(move |_| !list.chosen_shown().is_empty());
    view! {
        <div class="toolbar" role="toolbar" aria-label="Instances">
            {filter_input(list)}
            {move || if chosen.get() { bulk::actions(list) } else { groups(list) }}
        </div>
    }
    .into_any()
}

fn filter_input(list: List) -> AnyView {
    let input = NodeRef::<Input>::new();
    keys::on(Command::Filter, move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !list.filter.with_untracked(|filter| filter.words.is_empty()) {
            event.prevent_default();
            list.edit(|filter, _| filter.words.clear());
        }
    };
    view! {
        <label class="input search-field">
            {icon(Icon::Search, "size-4 shrink-0 text-muted")}
            <input
                node_ref=input
                type="search"
                class="grow"
                aria-label="Filter instances"
                placeholder="Filter: words in any column"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || list.filter.with(|filter| filter.words.clone())
                on:input=move |event| list.edit(|filter, _| filter.words = event_target_value(&event))
                on:keydown=keydown
            />
            <kbd class="kbd kbd-sm hidden md:inline-flex">"/"</kbd>
        </label>
    }
    .into_any()
}

fn groups(list: List) -> AnyView {
    let shown = [Group::Active, Group::Starting, Group::Error, Group::Inactive];
    view! {
        <div class="flex shrink-0 gap-1" role="group" aria-label="Show only the state">
            {shown.map(|group| chip(list, group))}
        </div>
        {deleted_toggle(list)}
    }
    .into_any()
}

fn chip(list: List, group: Group) -> AnyView {
    let on = move || list.filter.with(|filter| filter.groups.contains(&group));
    let count = move || list.counts.with(|counts| counts.get(&group).copied().unwrap_or_default());
    let press = move |_| {
        list.edit(|filter, _| match filter.groups.iter().position(|of| *of == group) {
            Some(at) => drop(filter.groups.remove(at)),
            None => filter.groups.push(group),
        });
    };
    view! {
        <button type="button" class="chip" aria-pressed=move || on().to_string() on:click=press>
            {group.word()}
            <span class="chip-count">{count}</span>
        </button>
    }
    .into_any()
}

fn deleted_toggle(list: List) -> AnyView {
    let on = move || list.filter.with(|filter| filter.deleted);
    view! {
        <label class="flex shrink-0 cursor-pointer items-center gap-2 md:ml-auto">
            <input
                type="checkbox"
                role="switch"
                class="toggle toggle-primary toggle-sm"
                prop:checked=on
                on:change=move |event| list.edit(|filter, _| filter.deleted = event_target_checked(&event))
            />
            "Show deleted"
            <span class="chip-count">{move || list.deleted_count.get()}</span>
        </label>
    }
    .into_any()
}
