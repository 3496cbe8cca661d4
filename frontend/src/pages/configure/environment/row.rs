//! One environment variable: a name, and a value or where the value is.

use leptos::prelude::*;
use slipway_core::config::EnvVar;

use crate::form::{Form, Lens};
use crate::widgets::button::icon_button;
use crate::widgets::choice::bare_select;
use crate::widgets::field::note_list;
use crate::widgets::icon::Icon;
use crate::widgets::list::row_id;
use crate::widgets::text::{Look, bare_input};

/// Where the value is: index 0 here, 1 in a Secret, 2 in a ConfigMap.
const SOURCES: [&str; 3] = ["Value", "Secret", "ConfigMap"];

#[derive(Clone, Copy)]
struct Row {
    form: Form,
    lens: Lens<Vec<EnvVar>>,
    index: usize,
}

/// The variable at `index`; `kind` begins the names of its controls.
pub(super) fn row(form: Form, lens: Lens<Vec<EnvVar>>, kind: &str, index: usize) -> AnyView {
    let row = Row { form, lens, index };
    let label = [kind, " ", &(index + 1).to_string()].concat();
    let id = row_id(&lens.path(), index);
    let source = Memo::new(move |_| row.read(source_of));
    let set_source = Callback::new(move |source: usize| row.write(|variable| set_source(variable, source)));
    let path = id.clone();
    let notes = Memo::new(move |_| form.notes_now(&path));
    let invalid = Signal::derive(move || !notes.with(Vec::is_empty));
    let name = row.input(
        &[&id, ".name"].concat(),
        &[&label, " name"].concat(),
        Look::code("NAME"),
        invalid,
        Part::Name,
    );
    let (value_id, value_label) = (id.clone(), label.clone());
    let value = move || row.value(&value_id, &value_label, source.get());
    view! {
        <li>
            <div class="env-row">
                {name}
                {bare_select([&label, " source"].concat(), SOURCES.map(str::to_owned).into(), source.into(), set_source)}
                <div class="env-value">{value}</div>
                {icon_button(Icon::Trash, ["Remove ", &label].concat(), move || row.remove())}
            </div>
            {note_list([&id, "-notes"].concat(), notes.into())}
        </li>
    }
    .into_any()
}

/// The texts of a variable.
#[derive(Clone, Copy)]
enum Part {
    Name,
    Value,
    Object,
    Key,
}

impl Part {
    fn of(self, variable: &EnvVar) -> &str {
        let reference = variable.secret.as_ref().or(variable.config_map.as_ref());
        match self {
            Self::Name => &variable.name,
            Self::Value => &variable.value,
            Self::Object => reference.map_or("", |reference| &reference.name),
            Self::Key => reference.map_or("", |reference| &reference.key),
        }
    }

    fn of_mut(self, variable: &mut EnvVar) -> Option<&mut String> {
        let EnvVar { name, value, secret, config_map } = variable;
        let reference = secret.as_mut().or(config_map.as_mut());
        match self {
            Self::Name => Some(name),
            Self::Value => Some(value),
            Self::Object => reference.map(|reference| &mut reference.name),
            Self::Key => reference.map(|reference| &mut reference.key),
        }
    }
}

impl Row {
    fn read<T: Default>(self, read: impl Fn(&EnvVar) -> T) -> T {
        self.form.config.with(|config| (self.lens.get)(config).get(self.index).map(read).unwrap_or_default())
    }

    fn write(self, write: impl FnOnce(&mut EnvVar)) {
        self.form.edit(|config| {
            if let Some(variable) = (self.lens.get_mut)(config).get_mut(self.index) {
                write(variable);
            }
        });
    }

    fn remove(self) {
        self.form.edit(|config| {
            let all = (self.lens.get_mut)(config);
            if self.index < all.len() {
                all.remove(self.index);
            }
        });
    }

    fn input(self, id: &str, label: &str, look: Look, invalid: Signal<bool>, part: Part) -> AnyView {
        let value = Signal::derive(move || self.read(|variable| part.of(variable).to_owned()));
        let change = Callback::new(move |text: String| {
            self.write(|variable| {
                if let Some(part) = part.of_mut(variable) {
                    *part = text;
                }
            });
        });
        bare_input(id.to_owned(), label.to_owned(), look, invalid, value, change)
    }

    fn value(self, id: &str, label: &str, source: usize) -> AnyView {
        let good = Signal::stored(false);
        if source == 0 {
            return self.input(
                &[id, ".value"].concat(),
                &[label, " value"].concat(),
                Look::code("value"),
                good,
                Part::Value,
            );
        }
        view! {
            {self.input(&[id, ".object"].concat(), &[label, " object name"].concat(), Look::code("object"), good, Part::Object)}
            {self.input(&[id, ".key"].concat(), &[label, " key"].concat(), Look::code("key"), good, Part::Key)}
        }
        .into_any()
    }
}

fn source_of(variable: &EnvVar) -> usize {
    match (&variable.secret, &variable.config_map) {
        (Some(_), _) => 1,
        (None, Some(_)) => 2,
        (None, None) => 0,
    }
}

/// A reference moves from one kind to the other; a value stays for the way back.
fn set_source(variable: &mut EnvVar, source: usize) {
    let reference = variable.secret.take().or_else(|| variable.config_map.take());
    let reference = reference.unwrap_or_default();
    match source {
        1 => variable.secret = Some(reference),
        2 => variable.config_map = Some(reference),
        _ => {}
    }
}
