//! The findings under the YAML: errors, warnings, advice. A press goes to the field, a fix mends it.

use leptos::prelude::*;
use slipway_core::finding::{Finding, Severity};

use super::controls::tone;
use super::section::counted;
use crate::form::Form;
use crate::widgets::button::{Weight, button};
use crate::widgets::icon::{Icon, icon};

/// The list.
pub(super) fn findings(form: Form) -> AnyView {
    let all = form.findings;
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            return view! {
                <p class="flex items-center gap-1.5 px-3 py-2 text-success">{icon(Icon::Success, "size-4")} "Nothing to mend."</p>
            }
            .into_any();
        }
        let rows: Vec<_> = all.iter().map(|finding| row(form, finding)).collect();
        let untold = form.untold();
        let more = (untold > 0).then(|| {
            let sentence =
                ["And ", &untold.to_string(), " more. They are shown as these are mended."].concat();
            view! { <p class="findings-more">{sentence}</p> }
        });
        view! { <ul>{rows}</ul> {more} }.into_any()
    };
    view! {
        <section class="findings" aria-label="Findings">
            <h2 class="findings-head">"Findings"<span class="font-normal text-muted">{move || summary(form)}</span></h2>
            <div class="findings-list">{list}</div>
        </section>
    }
    .into_any()
}

fn row(form: Form, finding: &Finding) -> AnyView {
    let tone = tone(finding.severity);
    let sign = if finding.severity == Severity::Advice { Icon::Advice } else { tone.icon() };
    let word = match finding.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Advice => "Advice",
    };
    let target = finding.clone();
    let fix = finding.fix.clone().map(|fix| {
        let label = fix.label.clone();
        view! { <span class="shrink-0">{button(Weight::Normal, Some(Icon::Fix), label, move || form.fix(&fix))}</span> }.into_any()
    });
    view! {
        <li class="finding">
            <button type="button" class="finding-text" on:click=move |_| form.go_to(&target)>
                <span class=tone.text()>{icon(sign, "size-4 shrink-0 mt-0.5")}</span>
                <span class="sr-only">{word}": "</span>
                <span class="min-w-0">
                    {finding.message.clone()}
                    <span class="finding-path">{finding.path.clone()}</span>
                </span>
            </button>
            {fix}
        </li>
    }
    .into_any()
}

/// `2 errors, 1 warning`.
fn summary(form: Form) -> String {
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Advice, "advice")];
    let counts = words.map(|(severity, word)| (form.count(severity), word));
    let said: Vec<_> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    said.join(", ")
}
