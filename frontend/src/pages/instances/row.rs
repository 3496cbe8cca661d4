//! One row of the table.

use leptos::prelude::*;
use slipway_core::config::DockerMode;

use super::cells;
use super::list::List;
use super::words;
use crate::lifecycle::{Stage, stage_pill};

/// The id of the row of `name`.
pub(super) fn row_id(name: &str) -> String {
    ["row-", name].concat()
}

/// The row of `name`, at place `index` after `above` rows that are not in the document.
pub(super) fn row(list: List, above: Signal<usize>, index: ReadSignal<usize>, name: String) -> AnyView {
    let Some(row) = list.live.row_now(&name) else { return ().into_any() };
    let view = RwSignal::from(row);
    let stage = Memo::new(move |_| view.with(|view| Stage::of(view)));
    let is_at = {
        let name = name.clone();
        Memo::new(move |_| {
            list.at.with(|at| match at {
                Some(at) => *at == name,
                // Until the keyboard has been anywhere, Tab leads to the first row.
                None => above.get() + index.get() == 0,
            })
        })
    };
    let focus = {
        let name = name.clone();
        move |_| {
            if list.at.with_untracked(|at| at.as_ref() != Some(&name)) {
                list.at.set(Some(name.clone()));
            }
        }
    };
    view! {
        <tr
            id=row_id(&name)
            tabindex=move || if is_at.get() { "0" } else { "-1" }
            aria-rowindex=move || above.get() + index.get() + 2
            aria-label=name.clone()
            class:row-error=move || stage.get() == Stage::Error
            on:focusin=focus
        >
            <td class="col-check">{cells::check(list, name.clone())}</td>
            <td class="col-state" title=move || view.with(cells::wanted)>{move || stage_pill(stage.get())}</td>
            <td class="col-name">{cells::name(&name)}</td>
            {text("col-image", move || view.with(|view| view.image_name.clone()))}
            {text("col-docker", move || mode(view.with(|view| view.docker_mode)))}
            {text("col-pool", move || view.with(|view| view.instance.pool.clone()))}
            {text("col-size", move || view.with(|view| words::size(&view.instance)))}
            <td class="col-ready">{move || view.with(|view| cells::ready(view))}</td>
            <td class="col-restarts" class:text-warning=move || view.with(|view| view.restarts > 0)>
                {move || view.with(|view| view.restarts)}
            </td>
            <td class="col-age">{cells::age(view)}</td>
            {text("col-cluster", move || view.with(|view| view.cluster.clone()))}
            <td class="col-sentence" title=move || view.with(cells::said)>
                {cells::outdated(view)}
                {move || view.with(|view| view.sentence.clone())}
            </td>
            <td class="col-actions">{cells::actions(list, view)}</td>
        </tr>
    }
    .into_any()
}

fn mode(mode: Option<DockerMode>) -> String {
    mode.map_or("image is gone", words::mode).to_owned()
}

/// A cell of text that may be cut; the whole of it is its tooltip.
fn text(class: &'static str, text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let text = Memo::new(move |_| text());
    view! { <td class=class title=move || text.get()>{move || text.get()}</td> }.into_any()
}
