//! A field: label, control, hint, and what is wrong with it, wired for screen readers.

use std::sync::Arc;

use leptos::prelude::*;

use super::badge::Tone;
use super::button::{Weight, button};
use super::icon::icon;

/// Something to say about a control, beside it.
#[derive(Clone, PartialEq)]
pub(crate) struct Note {
    /// How bad it is.
    pub(crate) tone: Tone,
    /// One or two sentences.
    pub(crate) sentence: String,
    /// A press that mends it.
    pub(crate) action: Option<NoteAction>,
}

/// A button at a note.
#[derive(Clone)]
pub(crate) struct NoteAction {
    /// What the button says.
    pub(crate) label: String,
    /// What it does, in letters: two actions of one key do the same, so that an unchanged note is not drawn again.
    pub(crate) key: String,
    /// What it does.
    pub(crate) run: Arc<dyn Fn() + Send + Sync>,
}

impl PartialEq for NoteAction {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && self.key == other.key
    }
}

/// What a control needs to belong to its field.
#[derive(Clone)]
pub(crate) struct Wiring {
    /// The control's id.
    pub(crate) id: String,
    /// For `aria-describedby`.
    pub(crate) described_by: Signal<Option<String>>,
    /// For `aria-invalid`.
    pub(crate) invalid: Signal<bool>,
}

/// What a field says around its control.
#[derive(Clone, Default)]
pub(crate) struct Caption {
    /// The control's id; notes and hint get ids from it.
    pub(crate) id: String,
    /// The control's name.
    pub(crate) label: String,
    /// What to know before filling it; empty: nothing.
    pub(crate) hint: String,
    /// What is wrong.
    pub(crate) notes: Signal<Vec<Note>>,
    /// Only for screen readers: a heading beside it says the same.
    pub(crate) quiet: bool,
}

impl Caption {
    /// A caption without hint and notes.
    pub(crate) fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            hint: String::new(),
            notes: Signal::stored(Vec::new()),
            quiet: false,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same with notes.
    #[must_use]
    pub(crate) fn notes(self, notes: Signal<Vec<Note>>) -> Self {
        Self { notes, ..self }
    }

    /// The same with a label only for screen readers.
    #[must_use]
    pub(crate) fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// How the control is wired to hint and notes.
    pub(crate) fn wiring(&self) -> Wiring {
        let Self { id, label: _, hint, notes, quiet: _ } = self;
        let hint_id = (!hint.is_empty()).then(|| [id, "-hint"].concat());
        let notes_id = [id, "-notes"].concat();
        let notes = *notes;
        let described_by = Signal::derive(move || {
            let with_notes = !notes.with(Vec::is_empty);
            match (&hint_id, with_notes) {
                (Some(hint), true) => Some([hint, " ", &notes_id].concat()),
                (Some(hint), false) => Some(hint.clone()),
                (None, true) => Some(notes_id.clone()),
                (None, false) => None,
            }
        });
        let invalid =
            Signal::derive(move || notes.with(|notes| notes.iter().any(|note| note.tone == Tone::Error)));
        Wiring { id: id.clone(), described_by, invalid }
    }
}

/// Label above, hint and notes below `control`, which is made with the field's wiring.
pub(crate) fn field(caption: Caption, control: impl FnOnce(Wiring) -> AnyView) -> AnyView {
    let control = control(caption.wiring());
    let (id, label) = (caption.id.clone(), caption.label.clone());
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            {control}
            {below(&caption)}
        </div>
    }
    .into_any()
}

/// The same for a group of controls: a fieldset with a legend, and the hint before the controls.
pub(crate) fn group(caption: Caption, controls: impl FnOnce(Wiring) -> AnyView) -> AnyView {
    let wiring = caption.wiring();
    let described_by = wiring.described_by;
    let id = wiring.id.clone();
    let controls = controls(wiring);
    let label = caption.label.clone();
    let class = if caption.quiet { "sr-only" } else { "field-label" };
    let notes = note_list([&caption.id, "-notes"].concat(), caption.notes);
    view! {
        <fieldset id=id class="field" tabindex="-1" aria-describedby=move || described_by.get()>
            <legend class=class>{label}</legend>
            {hint(&caption)}
            {controls}
            {notes}
        </fieldset>
    }
    .into_any()
}

/// Hint and notes.
pub(crate) fn below(caption: &Caption) -> AnyView {
    view! {
        {hint(caption)}
        {note_list([&caption.id, "-notes"].concat(), caption.notes)}
    }
    .into_any()
}

fn hint(caption: &Caption) -> AnyView {
    let Caption { id, label: _, hint, notes: _, quiet: _ } = caption;
    let shown = (!hint.is_empty())
        .then(|| view! { <p id=[id, "-hint"].concat() class="field-hint">{hint.clone()}</p> }.into_any());
    shown.into_any()
}

/// The notes alone, under the id `id`.
pub(crate) fn note_list(id: String, notes: Signal<Vec<Note>>) -> AnyView {
    let notes = Memo::new(move |_| notes.get());
    view! {
        <div id=id class="contents">
            {move || notes.get().into_iter().map(note).collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

fn note(note: Note) -> AnyView {
    let Note { tone, sentence, action } = note;
    let action = action.map(|NoteAction { label, key: _, run }| {
        view! { <span class="note-action">{button(Weight::Normal, None, label, move || run())}</span> }
            .into_any()
    });
    let class = match tone {
        Tone::Error => "note text-error",
        Tone::Warning => "note text-warning",
        Tone::Neutral | Tone::Info | Tone::Success | Tone::Primary => "note text-muted",
    };
    view! {
        <div class=class>
            {icon(tone.icon(), "mt-0.5 size-4 shrink-0")}
            <span class="min-w-0">{sentence} {action}</span>
        </div>
    }
    .into_any()
}
