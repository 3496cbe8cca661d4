//! What rows and cards have in common.

use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::api::{Current, Desired, InstanceView};

use super::list::List;
use crate::clock;
use crate::lifecycle::Action;
use crate::live::live;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::icon::{Icon, icon};

/// Chooses the instance `name`.
pub(super) fn check(list: List, name: String) -> AnyView {
    let label = ["Select ", &name].concat();
    let of = name.clone();
    view! {
        <input
            type="checkbox"
            class="checkbox checkbox-primary checkbox-xs"
            aria-label=label
            prop:checked=move || list.chosen.with(|chosen| chosen.contains(&of))
            on:change=move |_| list.toggle(&name)
        />
    }
    .into_any()
}

/// The name as a link. When there is no room for all of it, the end stays: it tells instances of one prefix apart.
pub(super) fn name(name: &str) -> AnyView {
    let (start, end) = name.rsplit_once('-').unwrap_or(("", name));
    let start = if start.is_empty() { String::new() } else { [start, "-"].concat() };
    view! {
        <a class="row-link name" href=["/instances/", name].concat() title=name.to_owned() aria-label=name.to_owned()>
            <span class="truncate">{start}</span>
            <span class="shrink-0">{end.to_owned()}</span>
        </a>
    }
    .into_any()
}

/// Ready of all, as kubectl writes it; nothing for an instance without a pod.
pub(super) fn ready(view: &InstanceView) -> String {
    if view.total == 0 {
        "–".to_owned()
    } else {
        [&view.ready.to_string(), "/", &view.total.to_string()].map(String::from).concat()
    }
}

/// That a restart would bring changes, before its sentence.
pub(super) fn outdated(view: RwSignal<Arc<InstanceView>>) -> AnyView {
    let outdated = Memo::new(move |_| view.with(|view| view.outdated));
    (move || {
        outdated.get().then(|| {
            view! { <span class="mr-1.5">{pill(Tone::Info, Icon::Restart, "Outdated")}</span> }.into_any()
        })
    })
    .into_any()
}

/// Its sentence, and what outdated means.
pub(super) fn said(view: &Arc<InstanceView>) -> String {
    let outdated = if view.outdated {
        "Its settings or its image changed after it started; a restart brings the change. "
    } else {
        ""
    };
    [outdated, &view.sentence].concat()
}

/// What the user wants of it, where that is not what it is.
pub(super) fn wanted(view: &Arc<InstanceView>) -> Option<&'static str> {
    match (view.desired, view.current) {
        (Desired::Active, Current::Active)
        | (Desired::Inactive, Current::Inactive | Current::Created)
        | (Desired::Deleted, Current::Inactive) => None,
        (Desired::Active, _) => Some("Wanted: Active"),
        (Desired::Inactive, _) => Some("Wanted: Inactive"),
        (Desired::Deleted, _) => Some("Wanted: Deleted"),
    }
}

/// How old the instance is, ticking; when exactly it was made is the tooltip.
pub(super) fn age(view: RwSignal<Arc<InstanceView>>) -> AnyView {
    let live = live();
    let created = Memo::new(move |_| view.with(|view| view.created.clone()));
    let exactly = move || created.with(|created| clock::absolute(created));
    let text = Memo::new(move |_| created.with(|created| clock::age(created, live.now())));
    view! { <time datetime=move || created.get() title=exactly>{move || text.get()}</time> }.into_any()
}

/// The actions that fit now. A place is kept for each, so that buttons do not move under the pointer.
pub(super) fn actions(list: List, view: RwSignal<Arc<InstanceView>>) -> AnyView {
    let first = Memo::new(move |_| {
        view.with(|view| {
            [Action::Start, Action::Stop, Action::Restore].into_iter().find(|action| action.fits(view))
        })
    });
    let last = Memo::new(move |_| {
        view.with(|view| [Action::Delete, Action::Purge].into_iter().find(|action| action.fits(view)))
    });
    let one = move |action: Option<Action>| match action {
        Some(action) => action_button(list, view, action),
        None => view! { <span class="size-7 shrink-0"></span> }.into_any(),
    };
    view! { <div class="flex justify-end gap-1">{move || one(first.get())}{move || one(last.get())}</div> }
        .into_any()
}

fn action_button(list: List, view: RwSignal<Arc<InstanceView>>, action: Action) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let label = [action.word(), " ", &name].concat();
    let of = name.clone();
    let busy = Memo::new(move |_| list.runner.is_busy(&of, action));
    let shown = move || {
        if busy.get() { icon(Icon::Loader, "size-4 animate-spin") } else { icon(sign(action), "size-4") }
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-square btn-row"
            aria-label=label.clone()
            title=move || list.runner.obstacle().map_or_else(|| label.clone(), str::to_owned)
            data-blocked=move || list.runner.obstacle().map(|_| "")
            disabled=move || busy.get()
            on:click=move |_| list.runner.press(action, vec![name.clone()])
        >
            {shown}
        </button>
    }
    .into_any()
}

fn sign(action: Action) -> Icon {
    match action {
        Action::Start => Icon::Play,
        Action::Stop => Icon::Stop,
        Action::Restart => Icon::Restart,
        Action::Restore => Icon::Undo,
        Action::Delete | Action::Purge => Icon::Trash,
    }
}
