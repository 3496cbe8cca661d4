//! Section Storage: the volume that survives a stop.

use leptos::prelude::*;

use super::Folded;
use super::section::{Section, section};
use crate::form::{Form, lens};
use crate::parts;
use crate::widgets::text::Look;

const SECTION: Section = Section {
    id: "storage",
    title: "Storage",
    holds: &["instance.storage", "instance.workspace"],
    open: false,
};

/// The section.
pub(super) fn storage(form: Form) -> AnyView {
    section(form, SECTION, summary(form), move || parts::fields(form, Folded::Storage))
}

/// Its fields.
pub(super) fn fields(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(instance.storage.size), "Storage size", "The agent's home; it survives a stop.", Look::code("10Gi"))}
            {form.text(lens!(instance.storage.class), "Storage class", "", Look::code("the cluster's default"))}
        </div>
        {form.text(
            lens!(instance.workspace),
            "Workspace",
            "Where builds run, at the same path in the agent and the daemon, so that builds can mount it.",
            Look::code("the agent's home"),
        )}
    }
    .into_any()
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let storage = &config.instance.storage;
            let class = if storage.class.is_empty() { "the cluster's default class" } else { &storage.class };
            [&storage.size, ", ", class].concat()
        })
    })
    .into()
}
