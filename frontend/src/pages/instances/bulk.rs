//! What to do with what is chosen.

use leptos::prelude::*;

use super::list::List;
use crate::lifecycle::Action;
use crate::widgets::button::{Weight, button, labelled};
use crate::widgets::icon::Icon;

/// The actions that fit any of what is chosen, each with how many it fits.
pub(super) fn actions(list: List) -> AnyView {
    let count = move || [&list.chosen_shown().len().to_string(), " selected"].map(String::from).concat();
    view! {
        <span class="shrink-0 font-medium" role="status">{count}</span>
        {action(list, Action::Start, Weight::Normal, Icon::Play)}
        {action(list, Action::Stop, Weight::Normal, Icon::Stop)}
        {action(list, Action::Delete, Weight::Danger, Icon::Trash)}
        {move || (!list.fitting(Action::Purge).is_empty())
            .then(|| action(list, Action::Purge, Weight::Danger, Icon::Trash))}
        {button(Weight::Quiet, None, "Clear selection", move || list.chosen.update(|chosen| chosen.clear()))}
    }
    .into_any()
}

fn action(list: List, action: Action, weight: Weight, sign: Icon) -> AnyView {
    // The live list is followed, so that the count is right while instances start and stop.
    let fitting = Memo::new(move |_| {
        list.shown.track();
        list.fitting(action).len()
    });
    let word = Signal::derive(move || [action.word(), " ", &fitting.get().to_string()].concat());
    let none = Signal::derive(move || fitting.get() == 0);
    let busy = Signal::derive(move || list.runner.is_any_busy());
    let press = move || list.runner.press(action, untrack(|| list.fitting(action)));
    labelled(weight, Some(sign), word, none, busy, Box::new(press))
}
