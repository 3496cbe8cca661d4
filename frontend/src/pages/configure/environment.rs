//! Section Environment and secrets. Secrets are references; their values never come here.

mod row;

use leptos::prelude::*;
use slipway_core::config::EnvVar;

use super::Folded;
use super::section::{Section, counted, section};
use crate::form::{Form, Lens, lens};
use crate::parts;
use crate::widgets::button::add_button;
use crate::widgets::field::{Caption, group};
use crate::widgets::list::{Rows, row_id};
use crate::widgets::text::Look;

const SECTION: Section = Section {
    id: "environment",
    title: "Environment and secrets",
    holds: &["instance.env", "image.registryCredentials"],
    open: false,
};

/// The section.
pub(super) fn environment(form: Form) -> AnyView {
    section(form, SECTION, summary(form), move || parts::fields(form, Folded::Environment))
}

/// Its fields.
pub(super) fn fields(form: Form) -> AnyView {
    view! {
        {form.scope.has_instance().then(|| list(form, lens!(instance.env), "Agent environment", ""))}
        {form.scope.has_image().then(|| credentials(form))}
    }
    .into_any()
}

fn credentials(form: Form) -> AnyView {
    form.text(
        lens!(image.registry_credentials),
        "Registry credentials",
        "Name of a Secret of type kubernetes.io/dockerconfigjson; each instance gets its own copy.",
        Look::code("none"),
    )
}

/// A list of variables.
pub(super) fn list(form: Form, lens: Lens<Vec<EnvVar>>, label: &str, hint: &str) -> AnyView {
    let path = lens.path();
    let caption = Caption::new(path.clone(), label).hint(hint).notes(form.notes(path.clone()));
    let count = Memo::new(move |_| form.config.with(|config| (lens.get)(config).len()));
    let rows = Rows::new(count);
    let add = move || form.edit(|config| (lens.get_mut)(config).push(EnvVar::default()));
    let fresh = StoredValue::new(None);
    let kind = if path.starts_with("image") { "Daemon variable" } else { "Variable" };
    group(caption, move |_| {
        view! {
            <ul class="flex flex-col gap-2">
                <For each=move || rows.range() key=|index| *index children=move |index| row::row(form, lens, kind, index, fresh.get_value() == Some(index))/>
            </ul>
            {rows.more()}
            {add_button(&lens.path(), "Add variable", move || {
                rows.show_all();
                fresh.set_value(Some(count.get_untracked()));
                add();
                [&row_id(&path, count.get_untracked().saturating_sub(1)), ".name"].concat()
            })}
        }
        .into_any()
    })
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let variables = match config.instance.env.len() {
                0 => "No variables".to_owned(),
                count => counted(count, "variable"),
            };
            match config.image.registry_credentials.as_str() {
                "" => variables,
                name => [&variables, ", registry credentials ", name].concat(),
            }
        })
    })
    .into()
}
