//! Section Placement: which nodes, as whom, with which marks.

mod toleration;

use leptos::prelude::*;
use slipway_core::config::Toleration;

use super::Folded;
use super::section::{Section, counted, section};
use crate::form::{Form, lens};
use crate::parts;
use crate::widgets::button::add_button;
use crate::widgets::field::{Caption, group};
use crate::widgets::list::{Rows, row_id};
use crate::widgets::text::Look;

const SECTION: Section = Section {
    id: "placement",
    title: "Placement",
    holds: &[
        "instance.nodeSelector",
        "instance.tolerations",
        "instance.serviceAccount",
        "instance.priorityClass",
        "instance.labels",
        "instance.annotations",
        "instance.terminationGraceSeconds",
    ],
    open: false,
};

/// The section.
pub(super) fn placement(form: Form) -> AnyView {
    section(form, SECTION, summary(form), move || parts::fields(form, Folded::Placement))
}

/// Its fields.
pub(super) fn fields(form: Form) -> AnyView {
    view! {
        {form.map(lens!(instance.node_selector), "Node selector", "Labels a node must have.", "Node label")}
        {tolerations(form)}
        <div class="field-pair">
            {form.text(lens!(instance.service_account), "Service account", "", Look::code("the namespace's default"))}
            {form.text(lens!(instance.priority_class), "Priority class", "", Look::code("the cluster's default"))}
            {form.number(lens!(instance.termination_grace_seconds), "Grace period (s)", "What a stopping pod gets.", "60")}
        </div>
        {form.map(lens!(instance.labels), "Labels", "", "Label")}
        {form.map(lens!(instance.annotations), "Annotations", "", "Annotation")}
    }
    .into_any()
}

fn tolerations(form: Form) -> AnyView {
    const PATH: &str = "instance.tolerations";
    let count = Memo::new(move |_| form.config.with(|config| config.instance.tolerations.len()));
    let rows = Rows::new(count);
    let add = move || form.edit(|config| config.instance.tolerations.push(Toleration::default()));
    let caption = Caption::new(PATH, "Tolerations")
        .hint("Taints of nodes the pod accepts.")
        .notes(form.notes(PATH.to_owned()));
    group(caption, move |_| {
        view! {
            <ul class="flex flex-col gap-2">
                <For each=move || rows.range() key=|index| *index children=move |index| toleration::row(form, PATH, index)/>
            </ul>
            {rows.more()}
            {add_button(PATH, "Add toleration", move || {
                rows.show_all();
                add();
                [&row_id(PATH, count.get_untracked().saturating_sub(1)), ".key"].concat()
            })}
        }
        .into_any()
    })
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let instance = &config.instance;
            let parts = [
                (instance.node_selector.len(), "node label"),
                (instance.tolerations.len(), "toleration"),
                (instance.labels.len(), "label"),
                (instance.annotations.len(), "annotation"),
            ];
            let said: Vec<_> = parts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| counted(count, word))
                .collect();
            if said.is_empty() { "Any node".to_owned() } else { said.join(", ") }
        })
    })
    .into()
}
