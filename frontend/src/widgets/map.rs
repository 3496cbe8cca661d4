//! Names and values: one pair a row.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::button::{add_button, icon_button};
use super::field::{Caption, Wiring, group};
use super::icon::Icon;
use super::list::{Rows, row_id, stay};
use super::text::{Look, bare_input};

type Pairs = Vec<(String, String)>;
type Map = BTreeMap<String, String>;

/// A labelled map. `item` names one row, as in "Add label".
///
/// While a name is being typed the rows may hold what a map cannot (two equal names, their order), so the rows are
/// their own draft for as long as it stands for the same map.
pub(crate) fn map_field(
    caption: Caption,
    item: &'static str,
    value: Signal<Map>,
    change: Callback<Map>,
) -> AnyView {
    let draft = RwSignal::new(Pairs::new());
    let rows = Memo::new(move |_| {
        let map = value.get();
        draft.with(|draft| if to_map(draft) == map { draft.clone() } else { map.into_iter().collect() })
    });
    let edit = move |edit: &dyn Fn(&mut Pairs)| {
        let mut pairs = rows.get_untracked();
        edit(&mut pairs);
        let map = to_map(&pairs);
        draft.set(pairs);
        change.run(map);
    };
    group(caption, move |wiring| {
        let count = Memo::new(move |_| rows.with(Vec::len));
        let shown = Rows::new(count);
        let id = wiring.id;
        let (map, of) = (id.clone(), id.clone());
        let row = move |index: usize| {
            let number = (index + 1).to_string();
            let name_id = row_id(&id, index);
            let name =
                Signal::derive(move || rows.with(|rows| rows.get(index).cloned().unwrap_or_default().0));
            let text =
                Signal::derive(move || rows.with(|rows| rows.get(index).cloned().unwrap_or_default().1));
            let set_name = Callback::new(move |new: String| {
                edit(&|rows| {
                    if let Some((name, _)) = rows.get_mut(index) {
                        new.clone_into(name);
                    }
                });
            });
            let set_text = Callback::new(move |new: String| {
                edit(&|rows| {
                    if let Some((_, text)) = rows.get_mut(index) {
                        new.clone_into(text);
                    }
                });
            });
            let list = id.clone();
            let remove = move || {
                edit(&|rows| {
                    if index < rows.len() {
                        rows.remove(index);
                    }
                });
                stay(&list, index, "");
            };
            let twice = Signal::derive(move || {
                rows.with(|rows| rows.iter().filter(|(other, _)| *other == name.get()).count() > 1)
            });
            view! {
                <li class="flex items-center gap-1">
                    {bare_input(wired(name_id, twice), [item, " ", &number, " name"].concat(), Look::code("name"), name, set_name)}
                    <span class="text-muted" aria-hidden="true">"="</span>
                    {bare_input(wired(String::new(), Signal::stored(false)), [item, " ", &number, " value"].concat(), Look::exact("value"), text, set_text)}
                    {icon_button(Icon::Trash, ["Remove ", item, " ", &number].concat(), remove)}
                </li>
            }
            .into_any()
        };
        view! {
            <ul class="flex flex-col gap-1">
                <For each=move || shown.range() key=|index| *index children=row.clone()/>
            </ul>
            {shown.more()}
            {add_button(&of, ["Add ", &item.to_ascii_lowercase()].concat(), move || {
                shown.show_all();
                edit(&|rows| rows.push((String::new(), String::new())));
                row_id(&map, count.get_untracked().saturating_sub(1))
            })}
        }
        .into_any()
    })
}

/// Of an input whose notes stand below the whole map.
fn wired(id: String, invalid: Signal<bool>) -> Wiring {
    Wiring { id, described_by: Signal::stored(None), invalid }
}

/// A row without a name and a value is not written yet.
fn to_map(pairs: &[(String, String)]) -> Map {
    pairs.iter().filter(|(name, value)| !(name.is_empty() && value.is_empty())).cloned().collect()
}
