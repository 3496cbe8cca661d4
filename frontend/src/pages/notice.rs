//! What pages say about the server and the cluster as a whole.

use leptos::prelude::*;
use slipway_core::api::{Cluster, DefinitionsState};
use wasm_bindgen_futures::spawn_local;

use crate::client;
use crate::clock;
use crate::live::{Link, live};
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, labelled};
use crate::widgets::icon::{Icon, icon};
use crate::widgets::toast::toasts;

/// A line in a page's head that says that what is shown is old. It has its place whether it says anything or not.
pub(crate) fn connection() -> AnyView {
    let live = live();
    let said = move || match live.link.get() {
        Link::Lost { reason, since: _ } if live.loaded.get() => Some(
            view! {
                <span class="lost" title=reason.clone()>
                    {icon(Icon::Offline, "size-4 shrink-0")}
                    <span class="lost-text">{as_of()} {reason.clone()}</span>
                </span>
            }
            .into_any(),
        ),
        Link::Lost { .. } | Link::Connecting | Link::Open => None,
    };
    view! { <div class="lost-place" role="status">{said}</div> }.into_any()
}

/// How old everything is that is shown, while nobody answers; nothing else.
pub(crate) fn as_of() -> AnyView {
    let live = live();
    let said = move || {
        live.as_of().map(|at| {
            view! { <strong class="as-of">"As of "<time title=clock::whole(at)>{clock::time_of_day(at)}</time>"."</strong> }
                .into_any()
        })
    };
    said.into_any()
}

/// What keeps the cluster from working, with the press that mends it where there is one. Nothing when all is well.
pub(crate) fn cluster() -> AnyView {
    let live = live();
    let trouble = Memo::new(move |_| {
        live.cluster.with(|cluster| cluster.as_ref().filter(|cluster| is_troubled(cluster)).cloned())
    });
    (move || trouble.get().map(troubled)).into_any()
}

/// Whether [`cluster`] has something to say: for a page whose first sight does without its code.
pub(crate) fn has_trouble() -> Memo<bool> {
    let live = live();
    Memo::new(move |_| live.cluster.with(|cluster| cluster.as_ref().is_some_and(is_troubled)))
}

fn is_troubled(cluster: &Cluster) -> bool {
    let definitions = match cluster.definitions.state {
        DefinitionsState::Missing | DefinitionsState::Outdated => true,
        DefinitionsState::Unknown | DefinitionsState::Installed => false,
    };
    cluster.trouble.is_some() || definitions
}

fn troubled(cluster: Cluster) -> AnyView {
    let definitions = match cluster.definitions.state {
        DefinitionsState::Missing => {
            Some("Slipway's custom resource definitions are not installed in this cluster.")
        }
        DefinitionsState::Outdated => {
            Some("This cluster has the custom resource definitions of another version of Slipway.")
        }
        DefinitionsState::Unknown | DefinitionsState::Installed => None,
    };
    let missing = cluster.definitions.missing_rights.clone();
    let rights = (!missing.is_empty()).then(|| {
        view! {
            <details>
                <summary class="cursor-pointer">"Rights the server lacks"</summary>
                <pre class="mt-1 overflow-x-auto">{missing.join("\n")}</pre>
            </details>
        }
        .into_any()
    });
    let install = (definitions.is_some() && cluster.definitions.may_install).then(|| install(&cluster.name));
    view! {
        <div class="notice notice-warning" role="status">
            {icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}
            <div class="min-w-0 grow">
                {cluster.trouble.map(|sentence| view! { <p>{sentence}</p> })}
                {cluster.as_of.map(|_| view! { <p>{as_of()} " What is shown is how the cluster was then."</p> })}
                {definitions.map(|sentence| view! { <p>{sentence}</p> })}
                {rights}
            </div>
            {install}
        </div>
    }
    .into_any()
}

fn install(cluster: &str) -> AnyView {
    let toasts = toasts();
    let busy = RwSignal::new(false);
    let path = ["/clusters/", &client::escape(cluster), "/definitions"].concat();
    let press = move || {
        let path = path.clone();
        busy.set(true);
        spawn_local(async move {
            match client::command("POST", &path).await {
                Ok(()) => toasts.show(Tone::Success, "The custom resource definitions are installed."),
                Err(problem) => toasts.show(Tone::Error, client::sentence(&problem)),
            }
            busy.try_set(false);
        });
    };
    let word = Signal::stored("Install definitions".to_owned());
    labelled(Weight::Primary, None, word, Signal::stored(false), busy.into(), Box::new(press))
}
