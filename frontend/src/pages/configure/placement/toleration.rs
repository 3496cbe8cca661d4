//! One toleration.

use leptos::prelude::*;
use slipway_core::config::{Toleration, TolerationEffect, TolerationOperator};

use super::super::controls::Options;
use crate::form::Form;
use crate::widgets::button::icon_button;
use crate::widgets::choice::bare_select;
use crate::widgets::field::note_list;
use crate::widgets::icon::Icon;
use crate::widgets::list::row_id;
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
    index: usize,
}

/// The toleration at `index` of the list `list`.
pub(super) fn row(form: Form, list: &str, index: usize) -> AnyView {
    let row = Row { form, index };
    let label = ["Toleration ", &(index + 1).to_string()].concat();
    let id = row_id(list, index);
    let path = id.clone();
    let notes = Memo::new(move |_| form.notes_now(&path));
    let invalid = Signal::derive(move || !notes.with(Vec::is_empty));
    let equals = Memo::new(move |_| row.read(|of| of.operator) == TolerationOperator::Equal);
    let key = row.text([&id, ".key"].concat(), [&label, " key"].concat(), Look::code("key"), invalid, |of| {
        &mut of.key
    });
    let (value_id, value_label) = ([&id, ".value"].concat(), [&label, " value"].concat());
    let value = move || {
        equals.get().then(|| {
            row.text(
                value_id.clone(),
                value_label.clone(),
                Look::code("value"),
                Signal::stored(false),
                |of| &mut of.value,
            )
        })
    };
    view! {
        <li>
            <div class="toleration-row">
                {key}
                {row.choice([&label, " operator"].concat(), OPERATORS, |of| &mut of.operator)}
                <div>{value}</div>
                {row.choice([&label, " effect"].concat(), EFFECTS, |of| &mut of.effect)}
                {row.seconds([&label, " seconds"].concat())}
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
        self.form.edit(|config| {
            if self.index < config.instance.tolerations.len() {
                config.instance.tolerations.remove(self.index);
            }
        });
    }

    fn text(
        self,
        id: String,
        label: String,
        look: Look,
        invalid: Signal<bool>,
        part: fn(&mut Toleration) -> &mut String,
    ) -> AnyView {
        let value = Signal::derive(move || self.read(|of| part(&mut of.clone()).clone()));
        let change = Callback::new(move |text: String| self.write(|of| *part(of) = text));
        bare_input(id, label, look, invalid, value, change)
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
    fn seconds(self, label: String) -> AnyView {
        let shown = Memo::new(move |_| self.read(|of| of.effect) == TolerationEffect::NoExecute);
        let value = Signal::derive(move || {
            self.read(|of| of.toleration_seconds).map(|seconds| seconds.to_string()).unwrap_or_default()
        });
        let change = Callback::new(move |text: String| {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            self.write(|of| of.toleration_seconds = digits.parse().ok());
        });
        let input = move || {
            shown.get().then(|| {
                bare_input(
                    String::new(),
                    label.clone(),
                    Look::number("for ever, s"),
                    Signal::stored(false),
                    value,
                    change,
                )
            })
        };
        input.into_any()
    }
}
