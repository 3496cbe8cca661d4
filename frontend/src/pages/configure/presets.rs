//! The gallery: complete configurations to start from.

use leptos::html::Input;
use leptos::prelude::*;
use slipway_core::config::Config;
use slipway_core::preset::{self, Preset};

use super::docker::facts;
use crate::form::Form;
use crate::keys::{self, Command};
use crate::shell::{Entry, offer};
use crate::widgets::badge::badge;
use crate::widgets::button::{Weight, button};
use crate::widgets::icon::{Icon, icon};

/// The row of cards.
pub(super) fn presets(form: Form) -> AnyView {
    let query = RwSignal::new(String::new());
    let input = NodeRef::<Input>::new();
    keys::on(Command::Filter, move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    });
    on_cleanup(move || form.forget_undo());
    offer(move || preset::all().iter().map(|preset| entry(form, preset)).collect());
    let found = Memo::new(move |_| {
        let query = query.get().to_ascii_lowercase();
        let fits = |(_, preset): &(usize, &Preset)| {
            let text = text(preset);
            query.split_whitespace().all(|word| text.contains(word))
        };
        preset::all().iter().enumerate().filter(fits).map(|(index, _)| index).collect::<Vec<_>>()
    });
    let taken = Memo::new(move |_| form.config.with(taken));
    let replaced = Memo::new(move |_| form.was_replaced());
    let cards = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="preset-none">"No preset has all these words."</p> }.into_any();
        }
        let cards =
            found.into_iter().filter_map(|index| Some(card(form, taken, index, preset::all().get(index)?)));
        cards.collect::<Vec<_>>().into_any()
    };
    view! {
        <section class="presets" aria-label="Presets">
            <div class="flex items-center gap-3">
                <h2 class="font-semibold">"Presets"</h2>
                {move || replaced.get().then(|| button(Weight::Normal, Some(Icon::Undo), "Undo the choice", move || form.undo()))}
                <label class="input ml-auto w-48">
                    {icon(Icon::Search, "size-4 text-muted")}
                    <input
                        node_ref=input
                        type="search"
                        aria-label="Search presets"
                        placeholder="Search presets"
                        autocomplete="off"
                        on:input=move |event| query.set(event_target_value(&event))
                    />
                </label>
            </div>
            <div class="preset-row" tabindex="-1">{cards}</div>
        </section>
    }
    .into_any()
}

fn card(form: Form, taken: Memo<Option<usize>>, index: usize, preset: &'static Preset) -> AnyView {
    view! {
        <button
            type="button"
            class="preset-card"
            aria-pressed=move || (taken.get() == Some(index)).to_string()
            on:click=move |_| take(form, preset)
        >
            <span class="line-clamp-2 font-medium">{preset.title.as_str()}</span>
            <span class="line-clamp-3 text-xs text-muted">{preset.summary.as_str()}</span>
            <span class="mt-auto pt-1">{badge(facts(preset.config.image.docker.mode).short)}</span>
        </button>
    }
    .into_any()
}

fn take(form: Form, preset: &Preset) {
    form.replace(preset.config.clone(), ["The form now holds the preset ", &preset.title, "."].concat());
}

fn entry(form: Form, preset: &'static Preset) -> Entry {
    Entry { kind: "Preset", title: preset.title.clone(), run: Callback::new(move |()| take(form, preset)) }
}

/// The preset the form holds unchanged.
fn taken(config: &Config) -> Option<usize> {
    let mut config = config.clone();
    config.instance.suffix.clear();
    preset::all().iter().position(|preset| preset.config == config)
}

fn text(preset: &Preset) -> String {
    let mode = facts(preset.config.image.docker.mode).short;
    [preset.name, " ", &preset.title, " ", &preset.summary, " ", mode].concat().to_ascii_lowercase()
}
