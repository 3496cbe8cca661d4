//! The objects: what Slipway applied, and the pod as it lives.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use slipway_core::api::ManifestsView;
use wasm_bindgen_futures::spawn_local;

use super::View;
use crate::browser::clipboard;
use crate::pages::configure::lines;
use crate::pages::fetched::{Fetched, fetched};
use crate::parts;
use crate::widgets::badge::Tone;
use crate::widgets::button::icon_button;
use crate::widgets::choice::segments;
use crate::widgets::code::{Code, CodeLine, Lines, MOST_LINES, code, more};
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;
use crate::widgets::toast::toasts;

/// The tab.
pub(super) fn manifests(view: View) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let version = Memo::new(move |_| {
        view.with(|view| (view.resource_version.clone(), view.current, view.since.clone(), view.ready))
    });
    let change = Signal::derive(move || version.track());
    let manifests: Fetched<ManifestsView> =
        fetched(["/instances/", &name, "/manifests"].concat(), change, None);
    let shown = RwSignal::new(0_usize);
    let wrap = RwSignal::new(false);
    let text = Memo::new(move |_| {
        manifests.value.with(|value| {
            value
                .as_ref()
                .map(|value| if shown.get() == 0 { value.generated.clone() } else { value.live.clone() })
        })
    });
    let content = Memo::new(move |_| {
        match (text.with(|text| text.as_ref().map(|text| text.trim().is_empty())), manifests.problem.get()) {
            (Some(true), _) => Content::NoPod,
            (Some(false), _) => Content::Text,
            (None, Some(problem)) => Content::Problem(problem),
            (None, None) => Content::Waiting,
        }
    });
    let options = vec!["Generated".to_owned(), "Live".to_owned()];
    let body = move || {
        match content.get() {
        Content::NoPod => {
            view! { <p class="panel p-3 text-muted">"There is no pod in the cluster now."</p> }.into_any()
        }
        Content::Text => yaml(text, shown, wrap),
        Content::Problem(problem) => manifests.note(&problem),
        Content::Waiting => {
            view! { <div class="panel p-3" role="status" aria-label="Loading YAML">{skeleton::rows(12)}</div> }
                .into_any()
        }
    }
    };
    view! {
        <div class="flex flex-col gap-2">
            <div class="flex flex-wrap items-center gap-2">
                <div role="radiogroup" aria-label="Which YAML">
                    {segments("manifest", options, shown.into(), Callback::new(move |index| shown.set(index)))}
                </div>
                <span class="min-w-0 grow text-muted">{move || explained(shown.get())}</span>
                <div class="flex gap-1">{tools(name, text, wrap)}</div>
            </div>
            {body}
        </div>
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum Content {
    Waiting,
    Problem(slipway_core::api::Problem),
    NoPod,
    Text,
}

fn explained(shown: usize) -> &'static str {
    if shown == 0 {
        "What Slipway applies, in this order."
    } else {
        "The pod in the cluster, with what Kubernetes added."
    }
}

fn tools(name: String, text: Memo<Option<String>>, wrap: RwSignal<bool>) -> AnyView {
    let toasts = toasts();
    let copy = move || {
        let text = text.get_untracked().unwrap_or_default();
        spawn_local(async move {
            if clipboard::copy(&text).await {
                toasts.show(Tone::Success, "The YAML is on the clipboard.");
            } else {
                toasts.show(
                    Tone::Error,
                    "The browser does not allow copying here. Select the text and copy it.",
                );
            }
        });
    };
    let download = move || {
        let file = [name.as_str(), ".yaml"].concat();
        if !clipboard::download(&file, "application/yaml", &text.get_untracked().unwrap_or_default()) {
            toasts.show(Tone::Error, "The browser does not allow downloads here.");
        }
    };
    view! {
        {icon_button(Icon::Wrap, "Wrap long lines", move || wrap.update(|wrap| *wrap = !*wrap))}
        {icon_button(Icon::Copy, "Copy YAML", copy)}
        {icon_button(Icon::Download, "Download YAML", download)}
    }
    .into_any()
}

fn yaml(text: Memo<Option<String>>, shown: RwSignal<usize>, wrap: RwSignal<bool>) -> AnyView {
    // Reading YAML is a part of its own: until it has been read the text stands there without colours.
    let read = LocalResource::new(move || {
        let text = text.get().unwrap_or_default();
        async move { (parts::documents(text.clone()).await.unwrap_or_default(), text) }
    });
    let lines = Memo::new(move |_| {
        let text = text.get().unwrap_or_default();
        let read = read.get();
        let documents =
            read.as_ref().filter(|(_, of)| *of == text).map(|(documents, _)| documents.as_slice());
        Arc::new(drawn(&text, documents.unwrap_or_default()))
    });
    let label =
        Signal::derive(move || if shown.get() == 0 { "YAML: generated" } else { "YAML: live" }.to_owned());
    view! {
        <div class="panel yaml-box">
            {code(Code {
                label,
                lines,
                marks: Signal::stored(Vec::new()),
                folded: RwSignal::new(Vec::new()),
                wrap: wrap.into(),
                stale: Signal::stored(false),
                pick: Callback::new(|_| ()),
                pointed: RwSignal::new(None),
            })}
            {more(lines)}
        </div>
    }
    .into_any()
}

/// The lines in colour; those of a text that is not read, or cannot be, without.
fn drawn(text: &str, documents: &[Value]) -> Lines {
    if !documents.is_empty() {
        return lines::of(&documents.iter().collect::<Vec<_>>());
    }
    let mut all = text.lines();
    let numbered = all.by_ref().take(MOST_LINES).enumerate();
    let drawn = numbered.map(|(index, line)| CodeLine::plain(line, index.to_string())).collect();
    Lines { drawn, more: all.count() }
}
