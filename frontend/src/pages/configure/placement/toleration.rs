//! One toleration.

use leptos::prelude::*;
use slipway_core::config::{Toleration, TolerationEffect, TolerationOperator};

use super::super::controls::Options;
use crate::form::{Form, Number};
use crate::widgets::button::icon_button;
use crate::widgets::choice::bare_select;
use crate::widgets::field::{Caption, Wiring, note_list};
use crate::widgets::icon::Icon;
use crate::widgets::list::{row_id, stay};
use crate::widgets::text::{Look, bare_input};

const OPERATORS: Options<TolerationOperator> =
    &[(TolerationOperator::Equal, "equals"), (TolerationOperator::Exists, "exists")];

const EFFECTS: Options<TolerationEffect> = &[
    (TolerationEffect::Any, "any effect"),
    (TolerationEffect::NoSchedule, "NoSchedule"),
    (TolerationEffect::PreferNoSchedule, "PreferNoSchedule"),
    (TolerationEffect::NoExecute, "NoExecute"),
];

#[derive(Clone, Copy)]
struct Row {
    form: Form,
    list: StoredValue<String>,
    index: usize,
}

/// The toleration at `index` of the list `list`.
pub(super) fn row(form: Form, list: &str, index: usize) -> AnyView {
    let row = Row { form, list: StoredValue::new(list.to_owned()), index };
    let label = ["Toleration ", &(index + 1).to_string()].concat();
    let id = row_id(list, index);
    let path = id.clone();
    let notes = Memo::new(move |_| form.notes_now(&path));
    let key_notes = Signal::derive(move || notes.get());
    let equals = Memo::new(move |_| row.read(|of| of.operator) == TolerationOperator::Equal);
    let key_wiring =
        Wiring { id: [&id, ".key"].concat(), ..Caption::new(id.clone(), "").notes(key_notes).wiring() };
    let key = row.text(key_wiring, [&label, " key"].concat(), Look::code("key"), |of| &mut of.key);
    let (value_id, value_label) = ([&id, ".value"].concat(), [&label, " value"].concat());
    let value = move || {
        equals.get().then(|| {
            let wiring = Caption::new(value_id.clone(), "").wiring();
            row.text(wiring, value_label.clone(), Look::code("value"), |of| &mut of.value)
        })
    };
    view! {
        <li>
            <div class="toleration-row">
                {key}
                {row.choice([&label, " operator"].concat(), OPERATORS, |of| &mut of.operator)}
                <div>{value}</div>
                {row.choice([&label, " effect"].concat(), EFFECTS, |of| &mut of.effect)}
                {row.seconds([&id, ".tolerationSeconds"].concat(), [&label, " seconds"].concat())}
                {icon_button(Icon::Trash, ["Remove ", &label].concat(), move || row.remove())}
            </div>
            {note_list([&id, "-notes"].concat(), notes.into())}
        </li>
    }
    .into_any()
}

impl Row {
    fn read<T: Default>(self, read: impl Fn(&Toleration) -> T) -> T {
        self.form
            .config
            .with(|config| config.instance.tolerations.get(self.index).map(read).unwrap_or_default())
    }

    fn write(self, write: impl FnOnce(&mut Toleration)) {
        self.form.edit(|config| {
            if let Some(toleration) = config.instance.tolerations.get_mut(self.index) {
                write(toleration);
            }
        });
    }

    fn remove(self) {
        self.form.remove("a toleration", |config| {
            if self.index < config.instance.tolerations.len() {
                config.instance.tolerations.remove(self.index);
            }
        });
        self.list.with_value(|list| stay(list, self.index, ".key"));
    }

    fn text(
        self,
        wiring: Wiring,
        label: String,
        look: Look,
        part: fn(&mut Toleration) -> &mut String,
    ) -> AnyView {
        let value = Signal::derive(move || self.read(|of| part(&mut of.clone()).clone()));
        let change = Callback::new(move |text: String| self.write(|of| *part(of) = text));
        bare_input(wiring, label, look, value, change)
    }

    fn choice<T: Copy + PartialEq + Default + Send + Sync>(
        self,
        label: String,
        options: Options<T>,
        part: fn(&mut Toleration) -> &mut T,
    ) -> AnyView {
        let value = Signal::derive(move || {
            let now = self.read(|of| *part(&mut of.clone()));
            options.iter().position(|(option, _)| *option == now).unwrap_or_default()
        });
        let change = Callback::new(move |index: usize| {
            if let Some((option, _)) = options.get(index) {
                self.write(|of| *part(of) = *option);
            }
        });
        let words = options.iter().map(|(_, word)| (*word).to_owned()).collect();
        bare_select(label, words, value, change)
    }

    /// Only `NoExecute` has seconds.
    fn seconds(self, path: String, label: String) -> AnyView {
        let shown = Memo::new(move |_| self.read(|of| of.effect) == TolerationEffect::NoExecute);
        let value = Signal::derive(move || self.read(|of| of.toleration_seconds).read());
        let change = Callback::new(move |number: Option<u64>| {
            Number::write(number).map(|seconds| self.write(|of| of.toleration_seconds = seconds)).is_some()
        });
        let input = move || {
            shown.get().then(|| {
                let (text, set) = self.form.typed_number(path.clone(), value, change);
                let wiring = Caption::new(path.clone(), "").notes(self.form.notes(path.clone())).wiring();
                bare_input(wiring, label.clone(), Look::number("for ever, s"), text, set)
            })
        };
        input.into_any()
    }
}
