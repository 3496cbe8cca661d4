//! A list of texts: one input a row, rows added and removed.

use leptos::prelude::*;

use super::button::{Weight, add_button, button, focus_first, icon_button};
use super::field::{Caption, Note, group, note_list};
use super::icon::Icon;
use super::text::{Look, bare_input};

/// What is wrong with the row of an index.
pub(crate) type RowNotes = Callback<usize, Vec<Note>>;

/// A labelled list. `item` names one row, as in "Add mirror"; row ids are the field's id with `[index]`.
pub(crate) fn list_field(
    caption: Caption,
    item: &'static str,
    look: Look,
    value: Signal<Vec<String>>,
    change: Callback<Vec<String>>,
    row_notes: RowNotes,
) -> AnyView {
    let edit = move |edit: &dyn Fn(&mut Vec<String>)| {
        let mut rows = value.get_untracked();
        edit(&mut rows);
        change.run(rows);
    };
    group(caption, move |wiring| {
        let count = Memo::new(move |_| value.with(Vec::len));
        let rows = Rows::new(count);
        let list = wiring.id.clone();
        let of = list.clone();
        let row = move |index: usize| {
            let id = row_id(&wiring.id, index);
            let label = [item, " ", &(index + 1).to_string()].concat();
            let text =
                Signal::derive(move || value.with(|rows| rows.get(index).cloned().unwrap_or_default()));
            let set = Callback::new(move |text: String| {
                edit(&|rows| {
                    if let Some(row) = rows.get_mut(index) {
                        text.clone_into(row);
                    }
                });
            });
            let list = wiring.id.clone();
            let remove = move || {
                edit(&|rows| {
                    if index < rows.len() {
                        rows.remove(index);
                    }
                });
                stay(&list, index, "");
            };
            let notes = Signal::derive(move || row_notes.run(index));
            let wired = Caption::new(id.clone(), "").notes(notes).wiring();
            view! {
                <li>
                    <div class="flex gap-1">
                        {bare_input(wired, label.clone(), look, text, set)}
                        {icon_button(Icon::Trash, ["Remove ", &label].concat(), remove)}
                    </div>
                    {note_list([&id, "-notes"].concat(), notes)}
                </li>
            }
            .into_any()
        };
        view! {
            <ul class="flex flex-col gap-1">
                <For each=move || rows.range() key=|index| *index children=row/>
            </ul>
            {rows.more()}
            {add_button(&of, ["Add ", &item.to_ascii_lowercase()].concat(), move || {
                rows.show_all();
                edit(&|rows| rows.push(String::new()));
                row_id(&list, count.get_untracked().saturating_sub(1))
            })}
        }
        .into_any()
    })
}

/// The rows of a list that are drawn: the first, and more when they are asked for. A handle.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    count: Memo<usize>,
    most: RwSignal<usize>,
}

impl Rows {
    /// So many at once.
    const STEP: usize = 100;

    /// Of a list of `count` rows.
    pub(crate) fn new(count: Memo<usize>) -> Self {
        Self { count, most: RwSignal::new(Self::STEP) }
    }

    /// The indices of the rows that are drawn.
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        0..self.count.get().min(self.most.get())
    }

    /// Draws all: the last one is about to be edited.
    pub(crate) fn show_all(self) {
        self.most.set(usize::MAX);
    }

    /// The press that draws more, while there are more.
    pub(crate) fn more(self) -> AnyView {
        let left = Memo::new(move |_| self.count.get().saturating_sub(self.most.get()));
        let press = move || self.most.update(|most| *most += Self::STEP);
        let shown = move || {
            let left = left.get();
            (left > 0).then(|| {
                let word = ["Show more: ", &left.to_string(), " are not shown"].concat();
                view! { <div class="py-1">{button(Weight::Normal, None, word, press)}</div> }.into_any()
            })
        };
        shown.into_any()
    }
}

/// After row `index` of `list` is removed the focus stays in the list: at the control `part` of the row that took its
/// place, of the one before, or at the button that adds one.
pub(crate) fn stay(list: &str, index: usize, part: &str) {
    let mut ids = vec![[&row_id(list, index), part].concat()];
    if let Some(before) = index.checked_sub(1) {
        ids.push([&row_id(list, before), part].concat());
    }
    ids.push([list, "-add"].concat());
    focus_first(ids);
}

/// The id of a row: `LIST[INDEX]`.
pub(crate) fn row_id(list: &str, index: usize) -> String {
    [list, "[", &index.to_string(), "]"].concat()
}
