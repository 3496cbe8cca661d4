//! Why it does not work: what happened, what shows it, what to do.

use leptos::prelude::*;
use slipway_core::api::InstanceView;
use slipway_core::diagnosis::Diagnosis;

use super::View;
use super::header::edit_address;
use crate::lifecycle::is_editable;
use crate::widgets::icon::{Icon, icon};

/// The card; nothing while all is well.
pub(super) fn card(view: View) -> AnyView {
    let shown = Memo::new(move |_| {
        view.with(|view| {
            let mut diagnosis = view.diagnosis.clone()?;
            // The head says it already.
            if diagnosis.sentence == view.sentence {
                diagnosis.sentence.clear();
            }
            Some((diagnosis, edit_of(view)))
        })
    });
    (move || shown.get().map(|(diagnosis, edit)| filled(diagnosis, edit))).into_any()
}

/// Where the cause can be mended: the settings are edited while it is inactive, the image always.
#[derive(Clone, PartialEq)]
struct Edit {
    instance: Option<String>,
    image: String,
}

fn edit_of(view: &InstanceView) -> Edit {
    Edit {
        instance: is_editable(view).then(|| edit_address(&view.name)),
        image: ["/images/", &view.image_name].concat(),
    }
}

fn filled(diagnosis: Diagnosis, edit: Edit) -> AnyView {
    let Diagnosis { code: _, sentence, advice, evidence, container, stuck } = diagnosis;
    let (class, sign, title) = if stuck {
        ("notice notice-error", Icon::Error, "It cannot work like this")
    } else {
        ("notice notice-warning", Icon::Warning, "It has trouble")
    };
    let logs = container.clone().map(|container| {
        view! { <a class="link" href=["?tab=logs&container=", &container].concat()>"Logs of " {container.clone()}</a> }
    });
    let instance = match edit.instance {
        Some(address) => view! { <a class="link" href=address>"Edit the instance"</a> }.into_any(),
        None => {
            view! { <span class="text-muted">"Stop the instance to edit its settings."</span> }.into_any()
        }
    };
    view! {
        <section class=class aria-label="Diagnosis">
            {icon(sign, "mt-0.5 size-4 shrink-0")}
            <div class="flex min-w-0 grow flex-col gap-2">
                <h2 class="font-semibold">{title} {container.map(|name| [": ", &name].concat())}</h2>
                {(!sentence.is_empty()).then(|| view! { <p>{sentence}</p> })}
                <p class="flex gap-1.5">{icon(Icon::Advice, "mt-0.5 size-4 shrink-0")} <span>{advice}</span></p>
                {evidence_list(evidence)}
                <p class="flex flex-wrap gap-x-4 gap-y-1">
                    {logs}
                    <a class="link" href=edit.image>"Edit the image"</a>
                    {instance}
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn evidence_list(evidence: Vec<String>) -> AnyView {
    if evidence.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = evidence.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    view! { <ul class="evidence" aria-label="Evidence">{lines}</ul> }.into_any()
}
