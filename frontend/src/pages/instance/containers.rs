//! The pod's containers.

use leptos::prelude::*;
use slipway_core::diagnosis::{ContainerKind, ContainerView};

use super::View;
use crate::clock;
use crate::live::live;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::icon::Icon;

/// A table of them, in the order they start.
pub(super) fn containers(view: View) -> AnyView {
    let containers = Memo::new(move |_| view.with(|view| view.containers.clone()));
    let rows = move || containers.get().into_iter().map(row).collect::<Vec<_>>();
    let none = move || {
        containers.with(Vec::is_empty).then(|| {
            view! { <p class="p-3 text-muted">"There is no pod, so there are no containers."</p> }.into_any()
        })
    };
    view! {
        <section class="panel" aria-labelledby="containers-title">
            <h2 id="containers-title" class="panel-title">"Containers"</h2>
            <div class="panel-scroll" tabindex="0" role="group" aria-label="Containers table">
                <table class="details">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Ready"</th>
                            <th scope="col">"Restarts"</th>
                            <th scope="col">"Last end"</th>
                            <th scope="col">"Limits"</th>
                            <th scope="col">"Image"</th>
                            <th scope="col">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {none}
            </div>
        </section>
    }
    .into_any()
}

fn row(container: ContainerView) -> AnyView {
    let state = state(&container);
    let ready = if container.ready { "yes" } else { "no" };
    let limits = limits(&container);
    let ContainerView { name, kind, image, restarts, since, last_end, .. } = container;
    view! {
        <tr>
            <td class="whitespace-nowrap">
                <a class="row-link" href=["?tab=logs&container=", &name].concat() title="Logs of this container">{name.clone()}</a>
                " " <span class="text-muted">{kind_word(kind)}</span>
            </td>
            <td>{state}</td>
            <td>{ready}</td>
            <td>{restarts}</td>
            <td>{or_dash(last_end)}</td>
            <td class="whitespace-nowrap">{limits}</td>
            <td class="min-w-48 break-all">{image}</td>
            <td class="whitespace-nowrap">{age(since)}</td>
        </tr>
    }
    .into_any()
}

fn state(container: &ContainerView) -> AnyView {
    let (tone, sign) = match (container.state.as_str(), container.ready) {
        ("running", true) | ("terminated", true) => (Tone::Success, Icon::Success),
        ("running", false) => (Tone::Info, Icon::Loader),
        ("terminated", false) => (Tone::Error, Icon::Error),
        _ if is_failing(&container.reason) => (Tone::Error, Icon::Error),
        _ => (Tone::Neutral, Icon::Created),
    };
    let word = if container.reason.is_empty() { &container.state } else { &container.reason };
    view! {
        {pill(tone, sign, word.clone())}
        {(!container.message.is_empty()).then(|| {
            view! { <p class="mt-1 max-w-96 text-muted break-words">{container.message.clone()}</p> }
        })}
    }
    .into_any()
}

/// Reasons of waiting that do not pass by themselves.
fn is_failing(reason: &str) -> bool {
    reason.contains("BackOff") || reason.contains("Err") || reason.starts_with("Invalid")
}

fn kind_word(kind: ContainerKind) -> &'static str {
    match kind {
        ContainerKind::Init => "init",
        ContainerKind::Sidecar => "sidecar",
        ContainerKind::Main => "",
    }
}

fn limits(container: &ContainerView) -> String {
    match (container.cpu_limit.as_str(), container.memory_limit.as_str()) {
        ("", "") => "none".to_owned(),
        (cpu, "") => [cpu, " CPU"].concat(),
        ("", memory) => memory.to_owned(),
        (cpu, memory) => [cpu, " CPU, ", memory].concat(),
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

fn age(since: String) -> AnyView {
    let live = live();
    let title = clock::absolute(&since);
    let at = since.clone();
    view! { <time datetime=at title=title>{move || clock::age(&since, live.now())}</time> }.into_any()
}
