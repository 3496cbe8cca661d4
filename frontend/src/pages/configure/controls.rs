//! A field of the configuration as a control: value, change, and findings of one [`Lens`].

use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::config::Config;
use slipway_core::finding::{Finding, Severity};

use crate::form::{Form, Lens, Map, Number};
use crate::widgets::badge::Tone;
use crate::widgets::choice::{segmented_field, select_field};
use crate::widgets::field::{Caption, Note, NoteAction};
use crate::widgets::list::{list_field, row_id};
use crate::widgets::map::map_field;
use crate::widgets::switch::switch_field;
use crate::widgets::text::{Look, text_field};

/// Whether a group's name is seen or, where a heading says the same, only heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Legend {
    Seen,
    Quiet,
}

/// What a choice is called.
pub(super) type Options<T> = &'static [(T, &'static str)];

impl Form {
    /// What there is to say about exactly `path`, beside its field.
    pub(super) fn notes(self, path: String) -> Signal<Vec<Note>> {
        let notes = Memo::new(move |_| {
            self.findings.with(|all| {
                all.iter()
                    .filter(|finding| finding.path == path)
                    .map(|finding| self.note(finding))
                    .collect::<Vec<_>>()
            })
        });
        notes.into()
    }

    /// The same about `path` and everything below it.
    pub(super) fn notes_below(self, path: String) -> Signal<Vec<Note>> {
        let notes = Memo::new(move |_| {
            self.findings.with(|all| {
                all.iter()
                    .filter(|finding| is_below(&finding.path, &path))
                    .map(|finding| self.note(finding))
                    .collect::<Vec<_>>()
            })
        });
        notes.into()
    }

    fn note(self, finding: &Finding) -> Note {
        let action = finding.fix.clone().map(|fix| NoteAction {
            label: fix.label.clone(),
            key: crate::json::write(&fix.edits).unwrap_or_default(),
            run: Arc::new(move || self.fix(&fix)),
        });
        Note { tone: tone(finding.severity), sentence: finding.message.clone(), action }
    }

    fn caption(self, path: String, label: &str, hint: &str) -> Caption {
        Caption::new(path.clone(), label).hint(hint).notes(self.notes(path))
    }

    /// A text.
    pub(super) fn text(self, lens: Lens<String>, label: &str, hint: &str, look: Look) -> AnyView {
        let value = Memo::new(move |_| self.config.with(|config| (lens.get)(config).clone()));
        let change = Callback::new(move |text: String| self.edit(|config| *(lens.get_mut)(config) = text));
        text_field(self.caption(lens.path(), label, hint), look, value.into(), change)
    }

    /// A whole number.
    pub(super) fn number<T: Number>(
        self,
        lens: Lens<T>,
        label: &str,
        hint: &str,
        placeholder: &'static str,
    ) -> AnyView {
        let value = Memo::new(move |_| self.config.with(|config| (lens.get)(config).read()));
        let change = Callback::new(move |number: Option<u64>| {
            T::write(number).map(|number| self.edit(|config| *(lens.get_mut)(config) = number)).is_some()
        });
        let (text, set) = self.typed_number(lens.path(), value.into(), change);
        text_field(self.caption(lens.path(), label, hint), Look::number(placeholder), text, set)
    }

    /// A number as it is typed: what is none stays and stands in [`Form::typed`] until it is mended.
    pub(super) fn typed_number(
        self,
        path: String,
        value: Signal<Option<u64>>,
        change: Callback<Option<u64>, bool>,
    ) -> (Signal<String>, Callback<String>) {
        let (of, left) = (path.clone(), path.clone());
        let text = Signal::derive(move || {
            let typed = self
                .typed
                .with(|typed| typed.iter().find(|(path, _)| *path == of).map(|(_, typed)| typed.clone()));
            typed.unwrap_or_else(|| value.get().map(|number| number.to_string()).unwrap_or_default())
        });
        let set = Callback::new(move |text: String| {
            let digits = text.trim();
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = if digits.is_empty() { Some(None) } else { digits.parse().ok().map(Some) };
            let taken = is_number && number.is_some_and(|number| change.run(number));
            self.typed.update(|typed| {
                typed.retain(|(of, _)| *of != path);
                if !taken {
                    typed.push((path.clone(), text));
                }
            });
        });
        // A field that is gone cannot be mended.
        on_cleanup(move || {
            self.typed.try_update(|typed| typed.retain(|(of, _)| *of != left));
        });
        (text, set)
    }

    /// A switch.
    pub(super) fn flag(self, lens: Lens<bool>, label: &str, hint: &str) -> AnyView {
        let value = Memo::new(move |_| self.config.with(|config| *(lens.get)(config)));
        let change = Callback::new(move |on: bool| self.edit(|config| *(lens.get_mut)(config) = on));
        switch_field(self.caption(lens.path(), label, hint), value.into(), change)
    }

    /// One of several, as a select.
    pub(super) fn select<T: PartialEq + Copy + Send + Sync>(
        self,
        lens: Lens<T>,
        label: &str,
        hint: &str,
        options: Options<T>,
    ) -> AnyView {
        let (value, change) = self.index_of(lens, options);
        select_field(self.caption(lens.path(), label, hint), words(options), value, change)
    }

    /// One of few, as segments.
    pub(super) fn segments<T: PartialEq + Copy + Send + Sync>(
        self,
        lens: Lens<T>,
        label: &str,
        legend: Legend,
        options: Options<T>,
    ) -> AnyView {
        let (value, change) = self.index_of(lens, options);
        let caption = self.caption(lens.path(), label, "");
        let caption = if legend == Legend::Quiet { caption.quiet() } else { caption };
        segmented_field(caption, words(options), value, change)
    }

    /// A list of texts.
    pub(super) fn list(
        self,
        lens: Lens<Vec<String>>,
        label: &str,
        hint: &str,
        item: &'static str,
        look: Look,
    ) -> AnyView {
        let value = Memo::new(move |_| self.config.with(|config| (lens.get)(config).clone()));
        let change = Callback::new(move |rows: Vec<String>| {
            let fewer = value.with_untracked(|before| rows.len() < before.len());
            self.take(fewer.then_some(item), move |config| *(lens.get_mut)(config) = rows);
        });
        let path = lens.path();
        let list = path.clone();
        let row_notes = Callback::new(move |index: usize| self.notes_now(&row_id(&list, index)));
        list_field(self.caption(path, label, hint), item, look, value.into(), change, row_notes)
    }

    /// Names and values.
    pub(super) fn map(self, lens: Lens<Map>, label: &str, hint: &str, item: &'static str) -> AnyView {
        let value = Memo::new(move |_| self.config.with(|config| (lens.get)(config).clone()));
        let change = Callback::new(move |map: Map| {
            let fewer = value.with_untracked(|before| map.len() < before.len());
            self.take(fewer.then_some(item), move |config| *(lens.get_mut)(config) = map);
        });
        let path = lens.path();
        let caption = Caption::new(path.clone(), label).hint(hint).notes(self.notes_below(path));
        map_field(caption, item, value.into(), change)
    }

    /// Makes an edit that took an `item` away, or did not; what is taken away can be taken back.
    fn take(self, item: Option<&str>, edit: impl FnOnce(&mut Config)) {
        match item {
            Some(item) => self.remove(&["a ", &item.to_ascii_lowercase()].concat(), edit),
            None => self.edit(edit),
        }
    }

    /// The notes of one row of a list; follows the findings of the reactive context it is called in.
    pub(super) fn notes_now(self, path: &str) -> Vec<Note> {
        self.findings.with(|all| {
            all.iter()
                .filter(|finding| is_below(&finding.path, path))
                .map(|finding| self.note(finding))
                .collect()
        })
    }

    fn index_of<T: PartialEq + Copy + Send + Sync>(
        self,
        lens: Lens<T>,
        options: Options<T>,
    ) -> (Signal<usize>, Callback<usize>) {
        let value = Memo::new(move |_| {
            self.config.with(|config| {
                let now = (lens.get)(config);
                options.iter().position(|(option, _)| option == now).unwrap_or_default()
            })
        });
        let change = Callback::new(move |index: usize| {
            if let Some((option, _)) = options.get(index) {
                self.edit(|config| *(lens.get_mut)(config) = *option);
            }
        });
        (value.into(), change)
    }
}

fn words<T>(options: Options<T>) -> Vec<String> {
    options.iter().map(|(_, word)| (*word).to_owned()).collect()
}

/// How a severity looks.
pub(super) fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Error,
        Severity::Warning => Tone::Warning,
        Severity::Advice => Tone::Info,
    }
}

/// Whether `path` is `holder` or within it.
pub(super) fn is_below(path: &str, holder: &str) -> bool {
    path.strip_prefix(holder).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
