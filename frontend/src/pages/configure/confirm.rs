//! What the dry run changed, dropped or warned of: the user decides.

use leptos::prelude::*;
use serde_json::Value;
use slipway_core::api::{ApplyRequest, Difference, DryRun};
use slipway_core::yaml;

use crate::form::{Apply, Stage};
use crate::parts;
use crate::widgets::button::{Weight, button};
use crate::widgets::code::CodeLine;
use crate::widgets::dialog::plain_dialog;
use crate::widgets::icon::{Icon, icon};

/// The question, open while there is one.
pub(super) fn dialog(apply: Apply) -> AnyView {
    let (is_open, set_open) = (
        Signal::derive(move || apply.stage.with(|stage| matches!(stage, Stage::Asking(_, _)))),
        Callback::new(move |()| {
            if apply.stage.with_untracked(|stage| matches!(stage, Stage::Asking(_, _))) {
                apply.dismiss();
            }
        }),
    );
    plain_dialog(is_open, set_open, "Apply with changes?", "max-w-2xl", move || {
        match apply.stage.get_untracked() {
            Stage::Asking(request, answer) => parts::question(apply, *request, answer),
            Stage::Idle | Stage::Checking | Stage::Applying | Stage::Refused(_, _) => ().into_any(),
        }
    })
}

/// So many warnings, differences, and lines of a difference are drawn.
const MOST: usize = 100;

/// What the dialog asks.
pub(crate) fn question(apply: Apply, request: ApplyRequest, answer: &DryRun) -> AnyView {
    let warnings: Vec<_> = answer.warnings.iter().take(MOST).map(|warning| warned(warning)).collect();
    let differences: Vec<_> = answer.differences.iter().take(MOST).map(difference).collect();
    let more = answer.warnings.len() + answer.differences.len() - warnings.len() - differences.len();
    let more =
        (more > 0).then(|| view! { <p class="mt-2">{["And ", &more.to_string(), " more."].concat()}</p> });
    view! {
        <h2 class="mb-2 text-base font-semibold">"Apply with changes?"</h2>
        <p class="mb-3 text-muted">"A trial run found that the cluster would not take everything as it is written."</p>
        <ul class="flex flex-col gap-2">{warnings}{differences}</ul>
        {more}
        <div class="mt-4 flex justify-end gap-2">
            {button(Weight::Normal, None, "Cancel", move || apply.dismiss())}
            {button(Weight::Primary, Some(Icon::Play), "Apply anyway", move || apply.confirm(request.clone()))}
        </div>
    }
    .into_any()
}

fn warned(warning: &str) -> AnyView {
    view! {
        <li class="flex gap-1.5">
            <span class="text-warning">{icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}</span>
            <span>{warning.to_owned()}</span>
        </li>
    }
    .into_any()
}

fn difference(of: &Difference) -> AnyView {
    let Difference { object, path, sent, returned, meaning } = of;
    let returned = returned.as_ref().map(|value| side("line line-added", value));
    view! {
        <li class="rounded-box border border-base-300">
            <p class="px-3 pt-2 font-mono text-code text-muted break-words">{[object.as_str(), ": ", path].concat()}</p>
            <div class="yaml py-1 yaml-wrap">{side("line line-removed", sent)}{returned}</div>
            {meaning.clone().map(|meaning| view! { <p class="px-3 pb-2">{meaning}</p> }.into_any())}
        </li>
    }
    .into_any()
}

fn side(class: &'static str, value: &Value) -> AnyView {
    let text = yaml::write(value);
    let lines: Vec<_> = text
        .lines()
        .take(MOST)
        .map(|line| CodeLine::plain(line, String::new()).text)
        .map(|line| view! { <div class=class><span class="gutter" aria-hidden="true"></span><span class="line-text">{line}</span></div> }.into_any())
        .collect();
    lines.into_any()
}
