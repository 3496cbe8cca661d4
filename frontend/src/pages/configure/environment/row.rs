//! One environment variable: a name, and a value or where the value is.

use leptos::prelude::*;
use slipway_core::config::EnvVar;

use crate::form::{Form, Lens};
use crate::widgets::button::icon_button;
use crate::widgets::choice::bare_select;
use crate::widgets::field::{Caption, note_list};
use crate::widgets::icon::Icon;
use crate::widgets::list::{row_id, stay};
use crate::widgets::text::{Look, bare_input};

/// Where the value is: index 0 here, 1 in a Secret, 2 in a ConfigMap.
const SOURCES: [&str; 3] = ["Value", "Secret", "ConfigMap"];

#[derive(Clone, Copy)]
struct Row {
    form: Form,
    lens: Lens<Vec<EnvVar>>,
    index: usize,
    /// Just added: what is wrong with an input is said once it was left.
    fresh: bool,
}

/// The variable at `index`; `kind` begins the names of its controls.
pub(super) fn row(form: Form, lens: Lens<Vec<EnvVar>>, kind: &str, index: usize, fresh: bool) -> AnyView {
    let row = Row { form, lens, index, fresh };
    let label = [kind, " ", &(index + 1).to_string()].concat();
    let id = row_id(&lens.path(), index);
    let source = Memo::new(move |_| row.read(source_of));
    let set_source = Callback::new(move |source: usize| row.write(|variable| set_source(variable, source)));
    let name = row.input(&id, ".name", &[&label, " name"].concat(), Look::code("NAME"), Part::Name);
    let (value_id, value_label) = (id.clone(), label.clone());
    let value = move || row.value(&value_id, &value_label, source.get());
    // What is about the variable as a whole.
    let notes = form.notes(id.clone());
    view! {
        <li>
            <div class="env-row">
                {name}
                {bare_select([&label, " source"].concat(), SOURCES.map(str::to_owned).into(), source.into(), set_source)}
                <div class="env-value">{value}</div>
                {icon_button(Icon::Trash, ["Remove ", &label].concat(), move || row.remove())}
            </div>
            {note_list([&id, "-notes"].concat(), notes)}
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
        let name = self.read(|variable| variable.name.clone());
        let what = if name.is_empty() { "a variable".to_owned() } else { ["the variable ", &name].concat() };
        self.form.remove(&what, |config| {
            let all = (self.lens.get_mut)(config);
            if self.index < all.len() {
                all.remove(self.index);
            }
        });
        stay(&self.lens.path(), self.index, ".name");
    }

    /// One of its texts, with what is wrong with exactly that below it.
    fn input(self, row: &str, field: &str, label: &str, look: Look, part: Part) -> AnyView {
        let id = [row, field].concat();
        let said = self.form.notes(id.clone());
        let quiet = RwSignal::new(self.fresh);
        let notes = Signal::derive(move || if quiet.get() { Vec::new() } else { said.get() });
        let value = Signal::derive(move || self.read(|variable| part.of(variable).to_owned()));
        let change = Callback::new(move |text: String| {
            self.write(|variable| {
                if let Some(part) = part.of_mut(variable) {
                    *part = text;
                }
            });
        });
        let wiring = Caption::new(id.clone(), "").notes(notes).wiring();
        view! {
            <div class="env-part" on:focusout=move |_| quiet.set(false)>
                {bare_input(wiring, label.to_owned(), look, value, change)}
                {note_list([&id, "-notes"].concat(), notes)}
            </div>
        }
        .into_any()
    }

    fn value(self, id: &str, label: &str, source: usize) -> AnyView {
        let (name, key, word) = match source {
            1 => (".secret.name", ".secret.key", "Secret name"),
            2 => (".configMap.name", ".configMap.key", "ConfigMap name"),
            _ => {
                let label = [label, " value"].concat();
                return self.input(id, ".value", &label, Look::exact("value"), Part::Value);
            }
        };
        let name_label = [label, " ", word].concat();
        view! {
            {self.input(id, name, &name_label, Look::code(word), Part::Object)}
            {self.input(id, key, &[label, " key"].concat(), Look::code("key"), Part::Key)}
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
