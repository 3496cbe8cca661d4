//! The list as a table; only the rows that are seen are in the document.

use leptos::html;
use leptos::prelude::*;

use super::columns::Column;
use super::keyboard;
use super::list::List;
use super::row;
use super::viewport::{Viewport, set_height};
use crate::route;
use crate::widgets::icon::{Icon, icon};

/// Height of a row and of the head, in CSS pixels; `pages.css` says the same.
const ROW: f64 = 36.0;

/// The table in its box.
pub(super) fn table(list: List) -> AnyView {
    let viewport = Viewport::new(ROW, ROW);
    let go = route::navigator();
    let range = Memo::new(move |_| viewport.rows(list.shown.with(|shown| shown.len())));
    let visible = Memo::new(move |_| {
        let range = range.get();
        list.shown.with(|shown| shown.get(range).map(<[String]>::to_vec).unwrap_or_default())
    });
    let above = Signal::derive(move || range.with(|range| range.start));
    let below = Signal::derive(move || list.shown.with(|shown| shown.len()) - range.with(|range| range.end));
    view! {
        <div
            class="table-box"
            node_ref=viewport.node
            on:scroll=move |_| viewport.measure()
            on:keydown=move |event| keyboard::pressed(list, viewport, &event, go)
        >
            <table class="rows" aria-label="Instances" aria-rowcount=move || list.shown.with(|shown| shown.len() + 1)>
                <thead>{head(list)}</thead>
                <tbody>
                    {spacer(above)}
                    <ForEnumerate
                        each=move || visible.get()
                        key=|name| name.clone()
                        children=move |index, name| row::row(list, above, index, name)
                    />
                    {spacer(below)}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// As high as `count` rows.
fn spacer(count: Signal<usize>) -> AnyView {
    let node = NodeRef::<html::Tr>::new();
    Effect::new(move |_| {
        let height = count.get() as f64 * ROW;
        if let Some(node) = node.get() {
            set_height(&node, height);
        }
    });
    view! { <tr node_ref=node class="spacer" aria-hidden="true"></tr> }.into_any()
}

fn head(list: List) -> AnyView {
    view! {
        <tr aria-rowindex="1">
            <th class="col-check" scope="col">{check_all(list)}</th>
            {Column::ALL.map(|column| column_head(list, column))}
            <th class="col-sentence" scope="col">"What it is doing"</th>
            <th class="col-actions" scope="col">"Actions"</th>
        </tr>
    }
    .into_any()
}

fn column_head(list: List, column: Column) -> AnyView {
    let sort = move || list.order.get().aria(column);
    let arrow = move || match sort() {
        "ascending" => Some(icon(Icon::ArrowUp, "size-3.5 shrink-0")),
        "descending" => Some(icon(Icon::ArrowDown, "size-3.5 shrink-0")),
        _ => None,
    };
    let press = move |_| list.edit(|_, order| *order = order.pressed(column));
    view! {
        <th class=["col-", column.key()].concat() scope="col" aria-sort=sort>
            <button type="button" class="sort" on:click=press>{column.word()} {arrow}</button>
        </th>
    }
    .into_any()
}

/// Chooses all that is shown, or nothing.
fn check_all(list: List) -> AnyView {
    let count = Memo::new(move |_| list.chosen_shown().len());
    let all = move || count.get() > 0 && count.get() == list.shown.with(|shown| shown.len());
    let some = move || count.get() > 0 && !all();
    let change = move |_| {
        let everything = untrack(all);
        let shown = list.shown.get_untracked();
        list.chosen.update(|chosen| {
            chosen.clear();
            if !everything {
                chosen.extend(shown.iter().cloned());
            }
        });
    };
    view! {
        <input
            type="checkbox"
            class="checkbox checkbox-primary checkbox-xs"
            aria-label="Select all shown"
            prop:checked=all
            prop:indeterminate=some
            on:change=change
        />
    }
    .into_any()
}
