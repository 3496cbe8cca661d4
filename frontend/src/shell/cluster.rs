//! Which cluster everything on screen is about. The sandbox is plainly marked.

use leptos::prelude::*;
use slipway_core::api::{Cluster, ClusterKind};

use crate::live::{Link, live};
use crate::widgets::icon::{Icon, icon};

const CONNECT: &str =
    "Start Slipway where kubectl works (slipway serve --cluster kube), or in a pod of the cluster.";

/// Cluster, namespace and version; or that the server does not answer.
pub(super) fn indicator() -> AnyView {
    let live = live();
    let shown = move || match (live.link.get(), live.cluster.get()) {
        (Link::Open, Some(cluster)) => connected(&cluster),
        (Link::Open | Link::Connecting, _) => waiting(),
        (Link::Lost { reason, since: _ }, known) => offline(&reason, known.as_ref()),
    };
    view! { <div class="flex min-w-0 items-center gap-2" role="status" aria-label="Cluster">{shown}</div> }
        .into_any()
}

fn connected(cluster: &Cluster) -> AnyView {
    if cluster.kind == ClusterKind::Sandbox {
        return sandbox(cluster);
    }
    let trouble = trouble(cluster);
    let title = [cluster.server.as_str(), ": ", &cluster.reason].concat();
    view! {
        <span class="flex min-w-0 items-baseline gap-1.5" title=title>
            <span class="truncate font-medium">{cluster.name.clone()}</span>
            <span class="truncate text-muted">{["/ ", &cluster.namespace].concat()}</span>
            <span class="hidden text-xs text-muted sm:inline">{["v", &cluster.kubernetes].concat()}</span>
        </span>
        {trouble}
    }
    .into_any()
}

fn trouble(cluster: &Cluster) -> AnyView {
    let sentence = cluster.trouble.clone();
    let said = sentence.map(|sentence| {
        view! { <span class="pill pill-error" title=sentence>{icon(Icon::Error, "")} "Not working"</span> }
    });
    said.into_any()
}

fn sandbox(cluster: &Cluster) -> AnyView {
    view! {
        <span class="pill pill-warning min-w-0" title=cluster.reason.clone()>
            {icon(Icon::Sandbox, "")}
            <span class="shrink-0">"Sandbox"<span class="hidden sm:inline">": nothing here is real"</span></span>
        </span>
        {trouble(cluster)}
        <span class="hidden text-muted md:inline">{["namespace ", &cluster.namespace].concat()}</span>
        <button type="button" popovertarget="connect" class="link link-hover text-primary whitespace-nowrap">
            "Connect"<span class="max-sm:sr-only">" a cluster"</span>
        </button>
        // The browser closes it by Esc and by a press elsewhere.
        <p id="connect" popover="auto" class="connect">{CONNECT}</p>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <span class="skeleton-block h-5 w-40"></span><span class="sr-only">"Asking the server"</span> }
        .into_any()
}

fn offline(reason: &str, known: Option<&Cluster>) -> AnyView {
    let title = [reason, " Configuring, preview, copy and share still work."].concat();
    let last = known.map(|cluster| [" (last seen: ", &cluster.name, ")"].concat());
    view! {
        <span class="pill" title=title>
            {icon(Icon::Offline, "")} "No server"
        </span>
        <span class="hidden truncate text-muted md:inline">{last}</span>
    }
    .into_any()
}
