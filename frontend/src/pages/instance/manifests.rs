//! The objects: what Slipway applied, and the pod as it lives.

use leptos::prelude::*;
use slipway_core::api::ManifestsView;
use wasm_bindgen_futures::spawn_local;

use super::View;
use crate::browser::clipboard;
use crate::pages::fetched::{Fetched, fetched, problem_note};
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button};
use crate::widgets::choice::segments;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;
use crate::widgets::toast::toasts;

/// The tab.
pub(super) fn manifests(view: View) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let version =
        Memo::new(move |_| view.with(|view| (view.resource_version.clone(), view.current, view.ready)));
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
    let options = vec!["Generated".to_owned(), "Live".to_owned()];
    let content = move || {
        match (text.get(), manifests.problem.get()) {
        (Some(text), _) if text.trim().is_empty() => {
            view! { <p class="panel p-3 text-muted">"There is no pod in the cluster now."</p> }.into_any()
        }
        (Some(text), _) => yaml(text, wrap),
        (None, Some(problem)) => problem_note(&problem),
        (None, None) => {
            view! { <div class="panel p-3" role="status" aria-label="Loading YAML">{skeleton::rows(12)}</div> }.into_any()
        }
    }
    };
    view! {
        <div class="flex flex-col gap-2">
            <div class="flex flex-wrap items-center gap-2">
                <div role="radiogroup" aria-label="Which YAML">
                    {segments("manifest", options, shown.into(), Callback::new(move |index| shown.set(index)))}
                </div>
                <span class="text-muted">{move || explained(shown.get())}</span>
                <div class="ml-auto flex gap-1">{tools(name, text, wrap)}</div>
            </div>
            {content}
        </div>
    }
    .into_any()
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
        {button(Weight::Quiet, Some(Icon::Copy), "Copy", copy)}
        {button(Weight::Quiet, Some(Icon::Download), "Download", download)}
        {button(Weight::Quiet, Some(Icon::Wrap), "Wrap lines", move || wrap.update(|wrap| *wrap = !*wrap))}
    }
    .into_any()
}

fn yaml(text: String, wrap: RwSignal<bool>) -> AnyView {
    view! {
        <pre
            class="panel yaml panel-scroll py-2"
            class:yaml-wrap=move || wrap.get()
            tabindex="0"
            role="region"
            aria-label="YAML"
        >
            {text.lines().map(|line| view! { <div class="line">{line.to_owned()}</div> }).collect::<Vec<_>>()}
        </pre>
    }
    .into_any()
}
