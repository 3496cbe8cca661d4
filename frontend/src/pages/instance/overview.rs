//! What it is made of: containers, settings, conditions.

use leptos::prelude::*;
use slipway_core::api::Condition;

use super::{View, containers, facts};
use crate::clock;
use crate::live::live;
use crate::widgets::badge::{Tone, pill};

/// The tab.
pub(super) fn overview(view: View) -> AnyView {
    view! {
        <div class="flex flex-col gap-3">
            {containers::containers(view)}
            {facts::facts(view)}
            {conditions(view)}
        </div>
    }
    .into_any()
}

fn conditions(view: View) -> AnyView {
    let conditions = Memo::new(move |_| view.with(|view| view.conditions.clone()));
    let rows = move || conditions.get().into_iter().map(condition).collect::<Vec<_>>();
    view! {
        <section class="panel" aria-labelledby="conditions-title">
            <h2 id="conditions-title" class="panel-title">"Conditions"</h2>
            <div class="panel-scroll" tabindex="0" role="group" aria-label="Conditions table">
                <table class="details">
                    <thead>
                        <tr>
                            <th scope="col">"Condition"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"Message"</th>
                            <th scope="col">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn condition(condition: Condition) -> AnyView {
    let Condition { kind, status, reason, message, last_transition_time } = condition;
    let tone = match status.as_str() {
        "True" => Tone::Success,
        "False" => Tone::Warning,
        _ => Tone::Neutral,
    };
    let live = live();
    let title = clock::absolute(&last_transition_time);
    view! {
        <tr>
            <td>{kind}</td>
            <td>{pill(tone, tone.icon(), status)}</td>
            <td>{reason}</td>
            <td class="min-w-60 break-words">{message}</td>
            <td class="whitespace-nowrap" title=title>{move || clock::age(&last_transition_time, live.now())}</td>
        </tr>
    }
    .into_any()
}
