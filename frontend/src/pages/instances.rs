//! Instances: every agent, live.

mod bulk;
mod cards;
mod cells;
mod columns;
mod filter;
mod keyboard;
mod list;
mod order;
mod row;
#[cfg(test)]
pub(crate) mod sample;
mod table;
mod toolbar;
mod viewport;
mod window;
pub(crate) mod words;

use leptos::prelude::*;

use super::notice;
use crate::lifecycle::{confirm_dialog, offer_entries};
use crate::live::{Link, live};
use crate::widgets::button::{Weight, button};
use crate::widgets::empty::empty_state;
use crate::widgets::icon::{Icon, icon};
use crate::widgets::skeleton;

use list::List;

/// The page.
pub(crate) fn page() -> AnyView {
    let list = List::new();
    offer_entries(list.runner, None);
    view! {
        <div class="page-fill">
            <div class="page-head">
                <h1 class="text-lg font-semibold">"Instances"</h1>
                {notice::connection()}
                <a class="btn btn-primary ml-auto shrink-0" href="/">{icon(Icon::Plus, "size-4")} "New instance"</a>
            </div>
            {notice::cluster()}
            {toolbar::toolbar(list)}
            {body(list)}
        </div>
        {confirm_dialog(list.runner)}
    }
    .into_any()
}

/// What the page has to show.
#[derive(Clone, Copy, PartialEq)]
enum Content {
    Waiting,
    NoServer,
    NothingYet,
    NothingFits,
    Rows { narrow: bool },
}

fn body(list: List) -> AnyView {
    let live = live();
    let narrow = viewport::is_narrow();
    let content = Memo::new(move |_| match (live.loaded.get(), list.shown.with(|shown| shown.is_empty())) {
        (false, _) if live.connected.get() => Content::Waiting,
        (false, _) => Content::NoServer,
        (true, true) if list.filter.with(filter::Filter::narrows) => Content::NothingFits,
        (true, true) => Content::NothingYet,
        (true, false) => Content::Rows { narrow: narrow.get() },
    });
    (move || match content.get() {
        Content::Waiting => view! {
            <div class="table-box p-2" role="status" aria-label="Loading instances">{skeleton::rows(12)}</div>
        }
        .into_any(),
        Content::NoServer => no_server(),
        Content::NothingYet => nothing_yet(list),
        Content::NothingFits => nothing_fits(list),
        Content::Rows { narrow: true } => cards::cards(list),
        Content::Rows { narrow: false } => table::table(list),
    })
    .into_any()
}

fn no_server() -> AnyView {
    let live = live();
    let reason = match live.link.get() {
        Link::Lost { reason, since: _ } => reason,
        Link::Connecting | Link::Open => String::new(),
    };
    let sentence =
        [&reason, " Configuring, preview, copy and share work without it."].map(String::from).concat();
    let go = view! { <a class="btn btn-primary" href="/">"Go to Configure"</a> }.into_any();
    empty_state(Icon::Offline, "No connection to the server", sentence, Some(go))
}

fn nothing_yet(list: List) -> AnyView {
    let sentence = "An instance is one build agent: a pod with a volume of its own. This page will show each one live, \
                    with what it is doing and, when it is stuck, why.";
    let deleted = list.deleted_count;
    let view_deleted = move || {
        (deleted.get() > 0 && !list.filter.with(|filter| filter.deleted)).then(|| {
            let word = ["Show ", &deleted.get().to_string(), " deleted"].concat();
            button(Weight::Normal, None, word, move || list.edit(|filter, _| filter.deleted = true))
        })
    };
    let go = view! {
        <div class="flex flex-wrap justify-center gap-2">
            <a class="btn btn-primary" href="/">"Configure an instance"</a>
            {view_deleted}
        </div>
    }
    .into_any();
    // Asked once: whoever deletes the last one while this is shown comes from a list that is not empty.
    if deleted.get_untracked() > 0 {
        let sentence =
            "Deleted instances keep their volume until they are purged. Show them to restore or purge one.";
        return empty_state(Icon::Instances, "All instances are deleted", sentence, Some(go));
    }
    empty_state(Icon::Instances, "No instances yet", sentence, Some(go))
}

fn nothing_fits(list: List) -> AnyView {
    let clear = button(Weight::Primary, None, "Clear the filter", move || {
        list.edit(|filter, _| {
            filter.words.clear();
            filter.groups.clear();
        });
    });
    empty_state(
        Icon::Search,
        "Nothing fits the filter",
        "No instance has these words and states.",
        Some(clear),
    )
}
