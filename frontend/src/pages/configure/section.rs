//! A part of the form that folds to one line, and counts its findings.

use leptos::prelude::*;
use slipway_core::finding::Severity;

use super::controls::is_below;
use crate::browser::storage;
use crate::form::Form;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::icon::{Icon, icon};

/// What a section is.
pub(super) struct Section {
    /// Unique on the page.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: &'static str,
    /// The paths of the configuration it holds.
    pub(super) holds: &'static [&'static str],
    /// Whether it is open at the first visit.
    pub(super) open: bool,
}

/// A section; `summary` says in one line what is set, and is shown while it is folded. What is in it is made when it
/// first opens.
pub(super) fn section(
    form: Form,
    of: Section,
    summary: Signal<String>,
    content: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    folding(form, of, summary, Box::new(content))
}

/// One for all contents, or each would bring a copy of everything below.
fn folding(
    form: Form,
    of: Section,
    summary: Signal<String>,
    content: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let Section { id, title, holds, open } = of;
    let key = ["slipway.section.", id].concat();
    let open = RwSignal::new(storage::load(&key).map_or(open, |kept| kept == "open"));
    let set = Callback::new(move |now: bool| {
        open.set(now);
        storage::save(&key, if now { "open" } else { "folded" });
    });
    let made = Memo::new(move |before| before == Some(&true) || open.get());
    form.places.add(move |goal| {
        if !open.get_untracked() && holds.iter().any(|held| is_below(&goal.path, held)) {
            if !made.get_untracked() {
                form.places.wait(goal);
            }
            set.run(true);
        }
        false
    });
    let body = ["section-", id].concat();
    view! {
        <section class="form-section" aria-label=title>
            <h2>
                <button
                    type="button"
                    class="form-section-head"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=body.clone()
                    on:click=move |_| set.run(!open.get_untracked())
                >
                    {icon(Icon::ChevronRight, "form-section-sign")}
                    <span class="shrink-0 font-semibold">{title}</span>
                    <span class="form-section-summary">{move || (!open.get()).then(|| summary.get())}</span>
                    <span class="ml-auto flex shrink-0 gap-1">
                        {count(form, holds, Severity::Error)}
                        {count(form, holds, Severity::Warning)}
                    </span>
                </button>
            </h2>
            <div id=body class="form-section-body" hidden=move || !open.get()>
                {move || made.get().then(&content)}
            </div>
        </section>
    }
    .into_any()
}

/// How many findings of a severity are in here; nothing when there are none.
fn count(form: Form, holds: &'static [&'static str], severity: Severity) -> AnyView {
    let count = Memo::new(move |_| {
        form.findings.with(|all| {
            let here = |path: &str| holds.iter().any(|held| is_below(path, held));
            all.iter().filter(|finding| finding.severity == severity && here(&finding.path)).count()
        })
    });
    let shown = move || {
        let (tone, sign, word) = match severity {
            Severity::Error => (Tone::Error, Icon::Error, "error"),
            Severity::Warning => (Tone::Warning, Icon::Warning, "warning"),
            Severity::Advice => (Tone::Info, Icon::Advice, "advice"),
        };
        let count = count.get();
        (count > 0).then(|| pill(tone, sign, counted(count, word)))
    };
    shown.into_any()
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 || word == "advice" { "" } else { "s" };
    [&count.to_string(), " ", word, ending].concat()
}
