//! The command palette: pages, and what the shown page offers.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::parts;
use crate::route::{self, Route};
use crate::widgets::dialog::plain_dialog;
use crate::widgets::icon::{Icon, icon};

/// One line of the palette.
#[derive(Clone)]
pub(crate) struct Entry {
    /// What kind it is: `Page`, `Preset`, `Instance`, `Action`.
    pub(crate) kind: &'static str,
    /// What it says.
    pub(crate) title: String,
    /// What choosing it does.
    pub(crate) run: Callback<()>,
}

type Offer = (u32, Callback<(), Vec<Entry>>);

#[derive(Clone, Copy)]
struct Offers {
    all: RwSignal<Vec<Offer>>,
}

pub(super) fn provide() {
    provide_context(Offers { all: RwSignal::new(Vec::new()) });
    let go = route::navigator();
    offer(move || {
        [(Route::Configure, "Configure"), (Route::Instances, "Instances"), (Route::Images, "Images")]
            .map(|(to, title)| Entry {
                kind: "Page",
                title: title.to_owned(),
                run: Callback::new(move |()| go(&to)),
            })
            .to_vec()
    });
}

/// Adds what `entries` returns to the palette, for as long as the caller's view lives. Asked anew whenever the
/// palette opens.
pub(crate) fn offer(entries: impl Fn() -> Vec<Entry> + Send + Sync + 'static) {
    let Offers { all } = expect_context();
    let id = all.with_untracked(|offers| offers.last().map_or(0, |(id, _)| id + 1));
    all.update(|offers| offers.push((id, Callback::new(move |()| entries()))));
    on_cleanup(move || {
        all.try_update(|offers| offers.retain(|(of, _)| *of != id));
    });
}

/// The button in the top bar.
pub(super) fn opener(open: RwSignal<bool>) -> AnyView {
    view! {
        <button type="button" class="btn btn-ghost gap-2 font-normal" aria-label="Command palette, Ctrl K" on:click=move |_| open.set(true)>
            {icon(Icon::Search, "size-4.5")}
            <kbd class="kbd kbd-sm hidden md:inline-flex">"Ctrl K"</kbd>
        </button>
    }
    .into_any()
}

/// The palette itself.
pub(super) fn dialog(open: RwSignal<bool>) -> AnyView {
    plain_dialog(
        open.into(),
        Callback::new(move |()| open.set(false)),
        "Command palette",
        "max-w-lg p-0 self-start mt-[12vh]",
        move || parts::palette(open),
    )
}

/// What is in it.
pub(crate) fn palette_list(open: RwSignal<bool>) -> AnyView {
    let Offers { all } = expect_context();
    let entries: Vec<Entry> =
        untrack(|| all.get().iter().rev().flat_map(|(_, entries)| entries.run(())).collect());
    let entries = StoredValue::new(entries);
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| entries.with_value(|all| search(all, &query.get())));
    let run = move |at: usize| {
        let index = found.with_untracked(|found| found.get(at).copied());
        let action = entries.with_value(|all| index.and_then(|index| all.get(index)).map(|entry| entry.run));
        open.set(false);
        if let Some(action) = action {
            action.run(());
        }
    };
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let keydown = move |event: KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => run(chosen.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let rows = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <li class="px-4 py-3 text-muted">"Nothing of that name."</li> }.into_any();
        }
        let row = |(at, index): (usize, usize)| {
            let (kind, title) = entries.with_value(|all| {
                all.get(index).map(|entry| (entry.kind, entry.title.clone())).unwrap_or_default()
            });
            view! {
                <li
                    id=["palette-", &at.to_string()].concat()
                    role="option"
                    class="palette-row"
                    aria-selected=move || (chosen.get() == at).to_string()
                    on:click=move |_| run(at)
                    on:pointermove=move |_| if chosen.get_untracked() != at { chosen.set(at) }
                >
                    <span class="truncate">{title}</span>
                    <span class="ml-auto text-xs text-muted">{kind}</span>
                </li>
            }
            .into_any()
        };
        found.into_iter().enumerate().map(row).collect::<Vec<_>>().into_any()
    };
    view! {
        <label class="flex items-center gap-2 border-b border-base-300 px-4 py-3">
            {icon(Icon::Search, "size-4.5 text-muted")}
            <input
                node_ref=input
                class="palette-input"
                type="text"
                role="combobox"
                aria-label="Search commands"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-activedescendant=move || ["palette-", &chosen.get().to_string()].concat()
                placeholder="Go to a page, take a preset, do something"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    chosen.set(0);
                }
                on:keydown=keydown
            />
        </label>
        <ul id="palette-list" role="listbox" aria-label="Commands" class="max-h-80 overflow-y-auto py-2">{rows}</ul>
    }
    .into_any()
}

/// Indices of the entries that hold every word of `query`.
fn search(entries: &[Entry], query: &str) -> Vec<usize> {
    let query = query.to_lowercase();
    let fits = |entry: &Entry| {
        let text = [entry.kind, " ", &entry.title].concat().to_lowercase();
        query.split_whitespace().all(|word| text.contains(word))
    };
    entries.iter().enumerate().filter(|(_, entry)| fits(entry)).map(|(index, _)| index).take(50).collect()
}
