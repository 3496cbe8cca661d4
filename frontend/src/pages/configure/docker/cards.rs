//! The modes as radio cards: name, how it works, what it asks for, a drawing.

use leptos::prelude::*;
use slipway_core::config::DockerMode;

use super::drawing::drawing;
use super::modes::{Facts, facts};
use crate::form::Form;
use crate::widgets::badge::badge;
use crate::widgets::field::{Caption, group};
use crate::widgets::icon::{Icon, icon};

/// The choice of the mode.
pub(super) fn cards(form: Form) -> AnyView {
    let notes = form.notes("image.docker.mode".to_owned());
    let caption = Caption::new("image.docker.mode", "Docker access").notes(notes).quiet();
    group(caption, move |_| {
        let chosen = Memo::new(move |_| form.config.with(|config| config.image.docker.mode));
        let cards: Vec<_> = DockerMode::ALL.into_iter().map(|mode| card(form, chosen, mode)).collect();
        view! { <div class="mode-cards">{cards}</div> }.into_any()
    })
}

fn card(form: Form, chosen: Memo<DockerMode>, mode: DockerMode) -> AnyView {
    let Facts { title, short: _, sentence, demands, facts } = facts(mode);
    let title_id = ["mode-", mode.as_str()].concat();
    let sentence_id = [&title_id, "-how"].concat();
    let demands: Vec<_> = demands
        .iter()
        .map(|word| {
            view! { <span class="fact fact-warning">{icon(Icon::Warning, "size-3")}{*word}</span> }.into_any()
        })
        .collect();
    let facts: Vec<_> = facts.iter().map(|word| badge(*word)).collect();
    view! {
        <label class="mode-card">
            <input
                type="radio"
                name="docker-mode"
                value=mode.as_str()
                class="sr-only"
                aria-labelledby=title_id.clone()
                aria-describedby=sentence_id.clone()
                prop:checked=move || chosen.get() == mode
                on:change=move |_| form.edit(|config| config.image.docker.mode = mode)
            />
            <span class="flex items-start justify-between gap-2">
                <span id=title_id class="font-medium">{title}</span>
                {drawing(mode)}
            </span>
            <span id=sentence_id class="text-xs text-muted">{sentence}</span>
            <span class="mt-auto flex flex-wrap gap-1 pt-1">{demands}{facts}</span>
        </label>
    }
    .into_any()
}
