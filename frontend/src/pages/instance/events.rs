//! What Kubernetes and Slipway said about it.

use std::time::Duration;

use leptos::prelude::*;
use slipway_core::api::EventView;

use super::View;
use crate::clock;
use crate::live::live;
use crate::pages::fetched::{Fetched, fetched};
use crate::widgets::badge::{Tone, pill};
use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;

/// How often they are asked for beside at every change of the instance: events also come without one.
const EVERY: Duration = Duration::from_secs(5);

/// The tab.
pub(super) fn events(view: View) -> AnyView {
    let path = view.with_untracked(|view| ["/instances/", &view.name, "/events"].concat());
    let change = Signal::derive(move || view.track());
    let events: Fetched<Vec<EventView>> = fetched(path, change, Some(EVERY));
    let content = move || {
        match (events.value.get(), events.problem.get()) {
        (Some(list), problem) => listed(list, problem.map(|problem| events.note(&problem))),
        (None, Some(problem)) => events.note(&problem),
        (None, None) => {
            view! { <div class="panel p-3" role="status" aria-label="Loading events">{skeleton::rows(6)}</div> }.into_any()
        }
    }
    };
    content.into_any()
}

/// So many are drawn.
const MOST: usize = 200;

/// The server's order, which is of more than the times that are shown, turned around: those last heard first.
fn listed(events: Vec<EventView>, problem: Option<AnyView>) -> AnyView {
    if events.is_empty() {
        let sentence = "Events appear while the instance starts, stops or fails. Kubernetes forgets them after about an hour.";
        return empty_state(Icon::History, "No events", sentence, None);
    }
    let older = events.len().saturating_sub(MOST);
    let older = (older > 0).then(|| {
        let sentence = [&older.to_string(), " older events are not shown."].map(String::from).concat();
        view! { <p class="px-3 py-2 text-muted">{sentence}</p> }
    });
    view! {
        {problem}
        <div class="panel panel-scroll" tabindex="0" role="region" aria-label="Events">
            <table class="details">
                <thead>
                    <tr>
                        <th scope="col">"Last"</th>
                        <th scope="col">"Type"</th>
                        <th scope="col">"Reason"</th>
                        <th scope="col">"Message"</th>
                        <th scope="col">"Count"</th>
                        <th scope="col">"About"</th>
                    </tr>
                </thead>
                <tbody>{events.into_iter().rev().take(MOST).map(row).collect::<Vec<_>>()}</tbody>
            </table>
            {older}
        </div>
    }
    .into_any()
}

fn row(event: EventView) -> AnyView {
    let EventView { kind, reason, message, object, source, count, first, last } = event;
    let (tone, sign) =
        if kind == "Warning" { (Tone::Warning, Icon::Warning) } else { (Tone::Neutral, Icon::Info) };
    let live = live();
    let title = if first == last || first.is_empty() {
        clock::absolute(&last)
    } else {
        [clock::absolute(&last), ", first ".to_owned(), clock::absolute(&first)].concat()
    };
    view! {
        <tr>
            <td class="whitespace-nowrap" title=title>{move || clock::age(&last, live.now())}</td>
            <td>{pill(tone, sign, kind)}</td>
            <td>{reason}</td>
            <td class="w-full min-w-72 break-words">{message}</td>
            <td>{count}</td>
            <td class="min-w-48 break-words">{object} <span class="block text-muted">{["from ", &source].concat()}</span></td>
        </tr>
    }
    .into_any()
}
