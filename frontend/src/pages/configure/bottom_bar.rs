//! Always visible: apply, share, copy, and the state of the form.

use leptos::prelude::*;
use slipway_core::finding::Severity;

use super::confirm;
use super::preview::Preview;
use super::section::counted;
use super::share;
use crate::form::{Apply, Form};
use crate::keys::{self, Command};
use crate::live::live;
use crate::shell::{Entry, offer};
use crate::widgets::badge::{Tone, pill};
use crate::widgets::button::{Weight, button, icon_button, labelled};
use crate::widgets::icon::{Icon, icon};

/// The bar.
pub(super) fn bottom_bar(form: Form, preview: Preview) -> AnyView {
    let apply = Apply::new(form);
    let sharing = RwSignal::new(false);
    let copy = preview.copier();
    keys::on(Command::Apply, move || apply.start());
    offer(move || {
        let action = |title: &str, run: Callback<()>| Entry { kind: "Action", title: title.to_owned(), run };
        vec![
            action("Apply", Callback::new(move |()| apply.start())),
            action("Share a link", Callback::new(move |()| sharing.set(true))),
            action("Copy the YAML", Callback::new(move |()| copy())),
        ]
    });
    view! {
        <div class="bottom-bar" role="group" aria-label="Actions">
            {refusal(apply)}
            <div class="bottom-bar-row">
                {state(form)}
                <div class="ml-auto flex min-w-0 items-center gap-2">
                    {button(Weight::Normal, Some(Icon::Copy), "Copy", copy)}
                    {button(Weight::Normal, Some(Icon::Share), "Share", move || sharing.set(true))}
                    {apply_button(apply)}
                </div>
            </div>
        </div>
        {share::dialog(form, sharing)}
        {confirm::dialog(apply)}
    }
    .into_any()
}

fn apply_button(apply: Apply) -> AnyView {
    let cluster = live().cluster;
    let label = Memo::new(move |_| {
        cluster.with(|cluster| match cluster {
            Some(cluster) => ["Apply to ", &cluster.name, " / ", &cluster.namespace].concat(),
            None => "Apply".to_owned(),
        })
    });
    let busy = Signal::derive(move || apply.busy());
    let obstacle = Memo::new(move |_| apply.obstacle());
    let blocked = Signal::derive(move || obstacle.with(Option::is_some));
    let hint = move || obstacle.get().unwrap_or_default();
    view! {
        <span class="apply" title=hint>
            {labelled(Weight::Primary, Some(Icon::Play), label.into(), blocked, busy, Box::new(move || apply.start()))}
        </span>
    }
    .into_any()
}

/// `valid`, or what is wrong with a press that goes there.
fn state(form: Form) -> AnyView {
    let errors = Memo::new(move |_| form.count(Severity::Error));
    let warnings = Memo::new(move |_| form.count(Severity::Warning));
    let shown = move || {
        match (errors.get(), warnings.get()) {
        (0, 0) => pill(Tone::Success, Icon::Success, "valid"),
        (0, warnings) => view! {
            {pill(Tone::Success, Icon::Success, "valid")}
            <span class="hidden sm:contents">{pill(Tone::Warning, Icon::Warning, counted(warnings, "warning"))}</span>
        }
        .into_any(),
        (errors, _) => view! {
            <button type="button" class="cursor-pointer" on:click=move |_| form.go_to_first_error()>
                {pill(Tone::Error, Icon::Error, counted(errors, "error"))}
            </button>
        }
        .into_any(),
    }
    };
    view! { <div class="flex shrink-0 items-center gap-1" role="status" aria-label="State of the form">{shown}</div> }.into_any()
}

/// Why the server refused, until it is read or tried again.
fn refusal(apply: Apply) -> AnyView {
    let refusal = Memo::new(move |_| apply.refusal());
    let shown = move || {
        let Some(problem) = refusal.get() else { return ().into_any() };
        let kubernetes = problem.kubernetes.clone().map(|message| {
            view! {
                <details>
                    <summary class="cursor-pointer text-muted">"What the API server said"</summary>
                    <p class="mt-1 font-mono text-code break-words">{message}</p>
                </details>
            }
            .into_any()
        });
        let request = problem.request_id.clone().map(|id| {
            view! { <p class="text-muted">{["Request ", &id, " in the server's log."].concat()}</p> }
                .into_any()
        });
        view! {
            <div class="refusal" role="alert">
                <span class="text-error">{icon(Icon::Error, "mt-0.5 size-4.5 shrink-0")}</span>
                <div class="min-w-0 grow">
                    <p>{problem.message.clone()}</p>
                    {kubernetes}
                    {request}
                </div>
                {icon_button(Icon::Close, "Dismiss", move || apply.dismiss())}
            </div>
        }
        .into_any()
    };
    shown.into_any()
}
