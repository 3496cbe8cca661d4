//! Section Size: how much, and how agent and daemon share it.

mod resources;

use leptos::prelude::*;
use slipway_core::config::SizePreset;

use super::Folded;
use super::controls::{Legend, Options};
use super::section::{Section, section};
use crate::form::{Form, lens};
use crate::parts;
use crate::widgets::field::Caption;
use crate::widgets::slider::{Range, slider_field};
use crate::widgets::text::Look;

const SECTION: Section = Section { id: "size", title: "Size", holds: &["instance.size"], open: true };

const SIZES: Options<SizePreset> = &[
    (SizePreset::Small, "Small"),
    (SizePreset::Medium, "Medium"),
    (SizePreset::Large, "Large"),
    (SizePreset::Xlarge, "X-Large"),
    (SizePreset::Custom, "Custom"),
];

/// The section.
pub(super) fn size(form: Form) -> AnyView {
    let custom =
        Memo::new(move |_| form.config.with(|config| config.instance.size.preset == SizePreset::Custom));
    let split = Memo::new(move |_| form.config.with(|config| config.image.docker.mode.has_daemon()));
    section(form, SECTION, summary(form), move || {
        view! {
            {form.segments(lens!(instance.size.preset), "Size", Legend::Quiet, SIZES)}
            {move || custom.get().then(|| parts::fields(form, Folded::Size))}
            {move || split.get().then(|| share(form))}
            {resources::table(form)}
        }
        .into_any()
    })
}

/// Of a size of one's own.
pub(super) fn own(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(instance.size.cpu), "CPU request", "", Look::code("500m"))}
            {form.text(lens!(instance.size.memory), "Memory request", "", Look::code("1Gi"))}
        </div>
    }
    .into_any()
}

/// The split slider: what of the size is the agent's.
fn share(form: Form) -> AnyView {
    let percent = Memo::new(move |_| form.config.with(|config| u32::from(config.instance.size.agent_share)));
    let spoken = Signal::derive(move || {
        let agent = percent.get();
        let daemon = 100_u32.saturating_sub(agent);
        ["Agent ", &agent.to_string(), " %, Docker daemon ", &daemon.to_string(), " %"].concat()
    });
    let change = Callback::new(move |agent: u32| {
        form.edit(|config| config.instance.size.agent_share = u8::try_from(agent).unwrap_or(75));
    });
    let caption = Caption::new("instance.size.agentShare", "Agent's share")
        .notes(form.notes("instance.size.agentShare".to_owned()));
    view! {
        <div>
            {slider_field(caption, Range { min: 5, max: 95, step: 5 }, percent.into(), spoken, change)}
            <p class="field-hint" aria-hidden="true">{spoken}</p>
        </div>
    }
    .into_any()
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let size = &config.instance.size;
            let word = SIZES.iter().find(|(of, _)| *of == size.preset).map_or("", |(_, word)| word);
            let amount = match size.preset {
                SizePreset::Small => "512Mi, 250m CPU".to_owned(),
                SizePreset::Medium => "1Gi, 500m CPU".to_owned(),
                SizePreset::Large => "2Gi, 1 CPU".to_owned(),
                SizePreset::Xlarge => "4Gi, 2 CPU".to_owned(),
                SizePreset::Custom => [&size.memory, ", ", &size.cpu, " CPU"].concat(),
            };
            [word, ": ", &amount].concat()
        })
    })
    .into()
}
