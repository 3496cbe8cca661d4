//! Instance: one agent, live.

mod containers;
mod diagnosis;
mod edit;
mod events;
mod facts;
mod header;
mod logs;
mod manifests;
mod overview;
mod tabs;
mod timeline;

use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::api::InstanceView;

pub(crate) use edit::page as edit_page;

use super::notice;
use crate::lifecycle::{Runner, confirm_dialog, offer_entries};
use crate::live::live;
use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;

/// The instance the page is about. Follows it.
type View = RwSignal<Arc<InstanceView>>;

/// The page of the instance `name`.
pub(crate) fn page(name: String) -> AnyView {
    let live = live();
    let runner = Runner::new();
    offer_entries(runner, Some(name.clone()));
    let of = name.clone();
    // Something to show is kept while the server is gone; the head says that it is old.
    let content =
        Memo::new(move |_| match (live.row(&of).is_some(), live.loaded.get(), live.connected.get()) {
            (true, _, _) => Content::Instance,
            (false, true, _) => Content::Missing,
            (false, false, true) => Content::Waiting,
            (false, false, false) => Content::NoServer,
        });
    let shown = move || match content.get() {
        Content::Instance => live.row_now(&name).map(|row| instance(runner, RwSignal::from(row))).into_any(),
        Content::Missing => missing(&name),
        Content::Waiting => waiting(&name),
        Content::NoServer => no_server(&name),
    };
    view! { <div class="page">{shown}</div> {confirm_dialog(runner)} }.into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum Content {
    Instance,
    Missing,
    Waiting,
    NoServer,
}

fn instance(runner: Runner, view: View) -> AnyView {
    view! {
        {header::header(runner, view)}
        {notice::cluster()}
        {header::outdated(runner, view)}
        {diagnosis::card(view)}
        {timeline::timeline(view)}
        {tabs::tabs(view)}
    }
    .into_any()
}

fn missing(name: &str) -> AnyView {
    let sentence = ["No instance has the name ", name, ". It may have been purged."].concat();
    let go = view! { <a class="btn btn-primary" href="/instances">"Go to Instances"</a> }.into_any();
    view! { {header::bare(name)} {empty_state(Icon::Search, "There is no such instance", sentence, Some(go))} }.into_any()
}

fn waiting(name: &str) -> AnyView {
    view! {
        {header::bare(name)}
        <div class="panel p-3" role="status" aria-label="Loading the instance">{skeleton::rows(8)}</div>
    }
    .into_any()
}

fn no_server(name: &str) -> AnyView {
    let sentence =
        "This page needs Slipway's server, which does not answer. It will fill itself as soon as it does.";
    let go = view! { <a class="btn btn-primary" href="/">"Go to Configure"</a> }.into_any();
    view! {
        {header::bare(name)}
        {empty_state(Icon::Offline, "No connection to the server", sentence, Some(go))}
    }
    .into_any()
}
