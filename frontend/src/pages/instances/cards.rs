//! The list as cards, for narrow screens. Like the table, only what is seen is in the document.

use leptos::html;
use leptos::prelude::*;

use super::cells;
use super::keyboard;
use super::list::List;
use super::row::row_id;
use super::viewport::{Viewport, set_height};
use super::words;
use crate::lifecycle::{Stage, stage_pill};
use crate::route;

/// Height of a card with the space after it, in CSS pixels; `pages.css` says the same.
const CARD: f64 = 124.0;

/// The cards in their box.
pub(super) fn cards(list: List) -> AnyView {
    let viewport = Viewport::new(CARD, 0.0);
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
            class="cards-box"
            node_ref=viewport.node
            on:scroll=move |_| viewport.measure()
            on:keydown=move |event| keyboard::pressed(list, viewport, &event, go)
        >
            <div role="list" aria-label="Instances">
                {spacer(above)}
                <For each=move || visible.get() key=|name| name.clone() children=move |name| card(list, name)/>
                {spacer(below)}
            </div>
        </div>
    }
    .into_any()
}

fn spacer(count: Signal<usize>) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let height = count.get() as f64 * CARD;
        if let Some(node) = node.get() {
            set_height(&node, height);
        }
    });
    view! { <div node_ref=node role="presentation"></div> }.into_any()
}

fn card(list: List, name: String) -> AnyView {
    let Some(row) = list.live.row_now(&name) else { return ().into_any() };
    let view = RwSignal::from(row);
    let stage = Memo::new(move |_| view.with(|view| Stage::of(view)));
    let facts = move || {
        view.with(|view| {
            let mode = view.docker_mode.map_or("image is gone", words::mode);
            [&view.image_name, mode, &words::size(&view.instance), &view.instance.pool]
                .into_iter()
                .filter(|fact| !fact.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    let numbers = move || {
        view.with(|view| match view.total {
            0 => "no pod".to_owned(),
            _ => [cells::ready(view).as_str(), " ready, ", &view.restarts.to_string(), " restarts"].concat(),
        })
    };
    let sentence = move || view.with(|view| view.sentence.clone());
    view! {
        <div role="listitem" class="instance-card-place">
            <article id=row_id(&name) class="instance-card" tabindex="-1" aria-label=name.clone()>
                <div class="flex items-center gap-2">
                    {cells::check(list, name.clone())}
                    <div class="min-w-0 grow">{cells::name(&name)}</div>
                    {move || stage_pill(stage.get())}
                </div>
                <p class="truncate text-muted">{facts}</p>
                <p class="truncate" title=move || view.with(cells::said)>{cells::outdated(view)} {sentence}</p>
                <div class="flex items-center gap-2 text-muted">
                    <span class="grow truncate">{numbers}</span>
                    {cells::age(view)}
                    {cells::actions(list, view)}
                </div>
            </article>
        </div>
    }
    .into_any()
}
